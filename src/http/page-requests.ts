import type { FastifyRequest } from 'fastify'

/** Header of the requests that `page/call.js` sends. */
const PAGE_HEADER = 'x-superoffice-mock-page'

/**
 * True for a request that the page of this mock sends. Only a browser sets `Sec-Fetch-Site`, so the header of the page is not enough for
 * a client to be taken for the page, and without it neither is a page that is served through the same proxy as the mock.
 */
export const isOfPage = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers[PAGE_HEADER] !== undefined && headers['sec-fetch-site'] === 'same-origin'
