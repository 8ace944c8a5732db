import type { FastifyRequest } from 'fastify'

/** Header of the requests that `page/send-request.js` sends. */
const PAGE_HEADER = 'x-superoffice-mock-page'

/**
 * True for a request that the page of the mock sends. Both headers are checked: other clients can send the header of the page, and
 * `Sec-Fetch-Site` is also `same-origin` for other pages at the address of a reverse proxy. False if the page was loaded by HTTP, and not
 * from `localhost` or a loopback address, because browsers then omit `Sec-Fetch-Site`.
 */
export const isOfPage = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers[PAGE_HEADER] !== undefined && headers['sec-fetch-site'] === 'same-origin'
