import type { FastifyInstance } from 'fastify'
import { quote } from '../errors/expectation.js'
import type { Inject } from './handle.js'
import { callTarget } from './mock-url.js'

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Statuses whose answers have no body, not even an empty one (Fetch, section 2.2.3). */
const WITHOUT_BODY = [204, 205, 304]

/** What Fastify says when it is called after it was closed. */
const CLOSED = 'FST_ERR_REOPENED_CLOSE_SERVER'

/** Makes what calls a server without a socket; paths are those behind the URL. */
export function injectInto (app: FastifyInstance, url: string): Inject {
  return async (input, init) => {
    const request = new Request(callTarget(url, input), init)
    const { pathname, search, host } = new URL(request.url)
    const { signal } = request
    const answer = await app.inject({
      method: methodOf(request.method),
      url: pathname + search,
      headers: { ...Object.fromEntries(request.headers), host },
      signal,
      ...(request.body !== null && { payload: Buffer.from(await request.arrayBuffer()) }),
    }).catch((cause: unknown) => {
      if (signal.aborted) throw signal.reason
      throw new TypeError('fetch failed', { cause: Object(cause).code === CLOSED ? new Error('it was closed', { cause }) : cause })
    })
    const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]))
    const hasBody = request.method !== 'HEAD' && !WITHOUT_BODY.includes(answer.statusCode)
    return new Response(hasBody ? bodyOf(answer.rawPayload, Number(answer.headers['content-length'])) : null, {
      status: answer.statusCode, statusText: answer.statusMessage, headers,
    })
  }
}

/** The bytes of an answer; when it announced more of them, it fails behind them as that of fetch does. */
function bodyOf (bytes: Buffer, announced: number): Buffer | ReadableStream<Uint8Array> {
  if (!(bytes.length < announced)) return bytes
  const missing = new Error(`The connection was closed after ${bytes.length} of ${announced} bytes.`)
  let isRead = false
  return new ReadableStream({
    pull (controller) {
      // To fail takes the bytes away that nobody has read yet.
      if (isRead) controller.error(new TypeError('terminated', { cause: missing }))
      else controller.enqueue(bytes)
      isRead = true
    },
  })
}

function methodOf (name: string): typeof METHODS[number] {
  const method = METHODS.find(known => known === name)
  if (method === undefined) throw new TypeError(`The method must be one of ${METHODS.join(', ')}; ${quote(name)} came.`)
  return method
}
