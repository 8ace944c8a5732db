import type { FastifyRequest } from 'fastify'

/** Header of the requests that `page/recorded-request.js` sends. */
const PAGE_HEADER = 'x-superoffice-mock-page'

/**
 * True for a request of the mock's own page. The page's header alone is not sufficient, because any client can send it, and neither is
 * `Sec-Fetch-Site`, because other pages may be served through the same proxy as the mock.
 */
export const isOfPage = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers[PAGE_HEADER] !== undefined && headers['sec-fetch-site'] === 'same-origin'
