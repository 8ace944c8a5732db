import type { IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Inject } from './handle.js'
import { hasBody, headerPairs } from './inject.js'
import { resolveTarget } from './mock-url.js'

/**
 * Returns an `inject` that trusts only `authority`. If the input of `inject` is a path, it is appended to `url`. HTTPS requests are sent by
 * node:https, because `fetch` has no option for an authority.
 * @param authority PEM of one or more certificates
 */
export const createHttpsInject = (url: string, authority: string): Inject => async (input, init) => {
  const request = new Request(resolveTarget(url, input), init)
  if (!request.url.startsWith('https:')) return fetch(request)
  const response = await send(request, authority).catch((cause: unknown) => {
    if (request.signal.aborted) throw request.signal.reason
    throw new TypeError('fetch failed', { cause })
  })
  const { statusCode: status = 0, statusMessage: statusText = '', headers } = response
  return new Response(hasBody(request.method, status) ? Readable.toWeb(response) : null, { status, statusText, headers: headerPairs(headers) })
}

function send ({ url, method, headers, signal, body }: Request, ca: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = requestHttps(url, { method, headers: Object.fromEntries(headers), ca, signal }, resolve)
    // The response can arrive before the request body is sent completely. If the request body fails after that, `reject` has no effect,
    // because the promise is settled; reading an incomplete response body then fails.
    sent.on('error', reject)
    if (body === null) sent.end()
    else pipeline(body, sent).catch(reject)
  })
}
