import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { quote } from '../errors/expectation.js'
import type { Inject } from './handle.js'
import { resolveTarget } from './mock-url.js'

const INJECTABLE_METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Statuses for which the constructor of `Response` accepts only null as the body, not an empty body (Fetch, section 2.2.3). */
const STATUSES_WITHOUT_BODY = [204, 205, 304]

/** Fastify's error code for a request to a server that was closed. */
const SERVER_CLOSED = 'FST_ERR_REOPENED_CLOSE_SERVER'

/**
 * Returns an `inject` that passes requests directly to `app`, without a socket. If the input of `inject` is a path, it is appended to
 * `url`.
 */
export function createServerInject (app: FastifyInstance, url: string): Inject {
  return async (input, init) => {
    const request = new Request(resolveTarget(url, input), init)
    const { pathname, search, host } = new URL(request.url)
    const { signal } = request
    const response = await app.inject({
      method: parseMethod(request.method),
      url: pathname + search,
      headers: { ...Object.fromEntries(request.headers), host },
      signal,
      ...(request.body !== null && { payload: Buffer.from(await request.arrayBuffer()) }),
    }).catch((cause: unknown) => {
      if (signal.aborted) throw signal.reason
      throw new TypeError('fetch failed', { cause: Object(cause).code === SERVER_CLOSED ? new Error('it was closed', { cause }) : cause })
    })
    const { statusCode: status, statusMessage: statusText, rawPayload, headers } = response
    const body = hasBody(request.method, status) ? createBody(rawPayload, Number(headers['content-length'])) : null
    return new Response(body, { status, statusText, headers: headerPairs(headers) })
  }
}

/** Converts headers to the pairs that `Response` accepts. A header with several values has several pairs. */
export const headerPairs = (headers: OutgoingHttpHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]))

/** True if a response to this method with this status has a body, which may be empty. */
export const hasBody = (method: string, status: number): boolean => method !== 'HEAD' && !STATUSES_WITHOUT_BODY.includes(status)

/**
 * Returns the body of a response. If Content-Length announced more bytes, returns a stream that fails after the received bytes, as the body
 * of `fetch` does.
 */
function createBody (bytes: Buffer, announced: number): Buffer | ReadableStream<Uint8Array> {
  if (!(bytes.length < announced)) return bytes
  const missing = new Error(`The connection was closed after ${bytes.length} of ${announced} bytes.`)
  let isRead = false
  return new ReadableStream({
    pull (controller) {
      // `controller.error` discards bytes that were not read yet. Therefore it is called only at the second pull.
      if (isRead) controller.error(new TypeError('terminated', { cause: missing }))
      else controller.enqueue(bytes)
      isRead = true
    },
  })
}

function parseMethod (name: string): typeof INJECTABLE_METHODS[number] {
  const method = INJECTABLE_METHODS.find(known => known === name)
  if (method === undefined) throw new TypeError(`The method must be one of ${INJECTABLE_METHODS.join(', ')}; got ${quote(name)}.`)
  return method
}
