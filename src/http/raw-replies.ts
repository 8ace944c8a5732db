import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { methodNotAllowed, requestMalformed } from '../errors/api-errors.js'
import type { ApiError } from '../errors/error-bodies.js'
import { shortened } from '../errors/expectation.js'
import { MARKS } from './mock-header.js'

/** Statuses and messages for requests that node:http refuses, by the code of the error. */
const CLIENT_FAILURES: Readonly<Record<string, readonly [statusCode: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The request headers must be at most 16 KiB together.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request must be sent within the time that the server waits for it.'],
}

/** Reasons in log lines about connection errors whose own messages are unclear, by the code of the error. */
const REASONS: Readonly<Record<string, string>> = {
  ERR_SSL_HTTP_REQUEST: 'The client sent HTTP, and the mock serves HTTPS.',
}

/** Returns the `clientErrorHandler` of the server. */
export function createClientErrorReplies (logger: FastifyBaseLogger | undefined) {
  return function replyToClientError (error: Error & { code?: string }, socket: Duplex): void {
    const [statusCode, detail] = CLIENT_FAILURES[String(error.code)] ?? [400, 'The request must be well-formed HTTP/1.1.']
    // If no response can be written, for example before the TLS handshake is complete, the log line has no status.
    logger?.info({ ...(socket.writable && { status: statusCode }), reason: REASONS[String(error.code)] ?? error.message }, 'malformed request')
    writeRaw(socket, requestMalformed(statusCode, detail))
  }
}

/**
 * Adds responses to two kinds of requests: those with an unsupported Expect, to which node:http would respond without a body, and CONNECT,
 * to which it would not respond.
 */
export function addRawReplies (app: FastifyInstance): void {
  app.server.on('checkExpectation', (request: IncomingMessage) => {
    writeRaw(request.socket, requestMalformed(417, `The header Expect must be 100-continue; got ${shortened(String(request.headers.expect))}.`))
  })
  app.server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    writeRaw(socket, methodNotAllowed('CONNECT', 'HTTP methods without a tunnel'))
  })
}

/**
 * Adds the hook `requireHost`, which refuses HTTP/1.1 requests without a Host header, and requests with several (RFC 9112, section 3.2). If
 * the header is missing, node:http would respond without a body. Of several headers, it would use the first.
 */
export function addHostCheck (app: FastifyInstance): void {
  app.addHook('onRequest', function requireHost ({ raw: { rawHeaders, httpVersion } }, _reply, done) {
    const hosts = countHosts(rawHeaders)
    if (hosts === 0 && httpVersion === '1.1') return done(requestMalformed(400, 'The request must have a Host header, which HTTP/1.1 requires.'))
    done(hosts > 1 ? requestMalformed(400, `The request must have one Host header; got ${hosts}.`) : undefined)
  })
}

/** @param rawHeaders alternating names and values */
function countHosts (rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts
}

function writeRaw (socket: Duplex, { statusCode, body }: ApiError): void {
  const text = JSON.stringify(body)
  if (!socket.writable) return
  socket.end(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n` +
    `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\n` +
    `${Object.entries(MARKS).map(([name, value]) => `${name}: ${value}\r\n`).join('')}connection: close\r\n\r\n${text}`)
}
