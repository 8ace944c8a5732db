import { STATUS_CODES, type IncomingMessage } from 'node:http'
import { finished, type Duplex } from 'node:stream'
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import * as errors from '../errors/api-errors.js'
import { shortened } from '../errors/expectation.js'
import { identityOf } from '../http/logging.js'
import { StorageError } from '../storage/store.js'
import { MOCK_HEADER, VERSION } from '../config/version.js'
import { REQUEST_MEDIA_TYPES, compileAnswer } from './media-types.js'
import type { MethodRefusal } from '../http/method-not-allowed.js'
import type { NearestRoute } from '../http/nearest-route.js'
import type { Step } from '../http/steps.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Creates the error for a body above the route's own limit in bytes. */
    readonly bodyTooLarge?: (limit: number) => errors.ApiError
  }
}

type ReplyConfig = Pick<Config, 'bodyLimit' | 'imageLimit' | 'errorMessageKey'>

const BODY_TOO_LARGE = 'FST_ERR_CTP_BODY_TOO_LARGE'

/** API errors for the errors that Fastify throws, by error code. */
const FRAMEWORK_FAILURES: Readonly<Record<string, (request: FastifyRequest, config: ReplyConfig) => errors.ApiError>> = {
  [BODY_TOO_LARGE]: ({ routeOptions }, { bodyLimit, imageLimit }) =>
    routeOptions.config.bodyTooLarge?.(routeOptions.bodyLimit) ?? (routeOptions.bodyLimit === bodyLimit ? errors.bodyTooLarge(bodyLimit) : errors.imageTooLarge(imageLimit)),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: request =>
    errors.mediaTypeNotSupported(String(request.headers['content-type']), REQUEST_MEDIA_TYPES),
  FST_ERR_BAD_URL: request => errors.urlMalformed(request.originalUrl),
}

/**
 * Creates the error handler: the only place that turns a thrown error into a documented error body.
 * @param onFailure called with each error body that is sent
 */
export function createErrorReplies (
  config: ReplyConfig, onFailure: (request: FastifyRequest, failure: errors.ErrorBody) => void = () => undefined
) {
  const answerSuperOfficeError = compileAnswer(errors.superOfficeErrorSchema(config.errorMessageKey))
  const answerFrameworkError = compileAnswer(errors.FrameworkErrorSchema)

  return function replyWithError (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    const { statusCode, headers, body } = failureOf(error, request, config)
    onFailure(request, body)
    if (statusCode >= 500) request.log.error({ err: error, ...identityOf(request) }, 'request failed')
    reply.code(statusCode).headers(headers)
    const answer = () => 'ErrorType' in body
      ? answerSuperOfficeError(keyed(body, config), request, reply)
      : answerFrameworkError(body, request, reply)
    if (error.code !== BODY_TOO_LARGE) return answer()
    // Fastify closes the connection after this response. Many clients send the whole body before they read, and would see a reset
    // connection instead of the response, so the rest of the body is read first.
    finished(request.raw.resume(), { writable: false }, answer)
  }
}

function failureOf (error: FastifyError, request: FastifyRequest, config: ReplyConfig): errors.ApiError {
  if (error instanceof errors.ApiError) return error
  if (error instanceof StorageError) return errors.storageFailed(error.message)
  const known = FRAMEWORK_FAILURES[error.code]
  if (known !== undefined) return known(request, config)
  const { statusCode = 500 } = error
  return statusCode < 500 ? errors.requestMalformed(statusCode, error.message) : errors.unexpected()
}

/** Renames the message as configured: the vendor's two descriptions disagree on its name (superoffice-protocol, section 16, point 1). */
function keyed (body: errors.SuperOfficeError, { errorMessageKey }: ReplyConfig): Record<string, unknown> {
  const { Message, ...others } = body
  return { ...others, [errorMessageKey]: Message }
}

/** Resolves to the nearest route of a request without a route, after all routes have been registered. */
export type NearestRouteOfAll = (...call: Parameters<NearestRoute>) => Promise<ReturnType<NearestRoute>>

/** Returns the step that refuses requests whose path or method has no route. */
export const compileRouteStep = (refusalOf: MethodRefusal, nearestTo: NearestRouteOfAll): Step => (request, reply) => {
  if (!request.is404) return undefined
  const refusal = refusalOf(request)
  if (refusal !== undefined) return refusal
  nearestTo(request).then(nearest => reply.send(errors.routeNotFound(request.originalUrl, nearest)), cause => reply.send(cause))
  return 'answered'
}

/** Status and message for requests that node:http cannot parse, by error code. */
const CLIENT_FAILURES: Readonly<Record<string, readonly [statusCode: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The request headers must be at most 16 KiB together.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request must be sent within the time that the server waits for it.'],
}

/** Creates the handler of the server's `clientError` event, which responds to malformed HTTP and logs it. */
export function createClientErrorReplies (logger: FastifyBaseLogger | undefined) {
  return function replyToClientError (error: Error & { code?: string }, socket: Duplex): void {
    const [statusCode, detail] = CLIENT_FAILURES[String(error.code)] ?? [400, 'The request must be well-formed HTTP/1.1.']
    logger?.info({ status: statusCode, reason: error.message }, 'no request')
    writeRaw(socket, errors.requestMalformed(statusCode, detail))
  }
}

/** Refuses a request without a Host header. node:http would do so without a body. */
export const requireHost: Step = ({ headers, raw }) => {
  const isMissing = headers.host === undefined && raw.httpVersion === '1.1'
  return isMissing ? errors.requestMalformed(400, 'The request must have a Host header, as HTTP/1.1 demands.') : undefined
}

/** Responds to unknown Expect headers and to CONNECT. node:http would respond without a body, or close the connection. */
export function addRawReplies (app: FastifyInstance): void {
  app.server.on('checkExpectation', (request: IncomingMessage) => {
    writeRaw(request.socket, errors.requestMalformed(417, `The header Expect must be 100-continue; ${shortened(String(request.headers.expect))} came.`))
  })
  app.server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    writeRaw(socket, errors.methodNotAllowed('CONNECT', 'the methods of HTTP that need no tunnel'))
  })
}

function writeRaw (socket: Duplex, { statusCode, body }: errors.ApiError): void {
  const text = JSON.stringify(body)
  if (!socket.writable) return
  socket.end(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n` +
    `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\n` +
    `${MOCK_HEADER}: ${VERSION}\r\nconnection: close\r\n\r\n${text}`)
}
