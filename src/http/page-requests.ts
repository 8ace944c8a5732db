import type { FastifyRequest } from 'fastify'

/** Header of the requests that `page/send-request.js` sends. */
const PAGE_HEADER = 'x-superoffice-mock-page'

/**
 * True for most requests that `page/send-request.js` sends. Both headers are checked: other clients can send the header of the page, and
 * `Sec-Fetch-Site` is also `same-origin` for other pages at the address of a reverse proxy. False, for example, if the page was loaded by
 * HTTP from another machine, because browsers then omit `Sec-Fetch-Site`.
 */
export const isOfPage = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers[PAGE_HEADER] !== undefined && headers['sec-fetch-site'] === 'same-origin'
