import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as errors from '../errors.js'
import type { Config } from '../config.js'
import { StorageError } from '../storage/store.js'
import { MOCK_HEADER, VERSION } from '../version.js'
import { REQUEST_MEDIA_TYPES } from './media-types.js'

type ReplyConfig = Pick<Config, 'bodyLimit' | 'errorMessageKey'>

/** Failures that Fastify finds, by its codes. */
const FRAMEWORK_FAILURES: Readonly<Record<string, (request: FastifyRequest, config: ReplyConfig) => errors.ApiError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (_request, { bodyLimit }) => errors.bodyTooLarge(bodyLimit),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: request =>
    errors.mediaTypeNotSupported(String(request.headers['content-type']), REQUEST_MEDIA_TYPES),
  FST_ERR_BAD_URL: request => errors.urlMalformed(request.originalUrl),
}

/** Turns whatever was thrown on the way of a request into a documented body, in this one place. */
export function createErrorReplies (config: ReplyConfig) {
  return function replyWithError (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    const failure = failureOf(error, request, config)
    if (failure.statusCode >= 500) request.log.error({ err: error }, 'request failed')
    reply.code(failure.statusCode).headers(failure.headers).send(keyed(failure.body, config))
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

/** The two first-party descriptions of the body disagree on the name of its text (section 16, point 1). */
function keyed (body: errors.ErrorBody, { errorMessageKey }: ReplyConfig): object {
  if (errorMessageKey === 'Message' || !('ErrorType' in body)) return body
  const { Error, ErrorType, Message, ErrorSource } = body
  return { Error, ErrorType, ErrorMessage: Message, ErrorSource }
}

/** Refuses paths without a route before their body is read. */
export function addNotFoundReplies (app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(request.is404 ? errors.routeNotFound(request.originalUrl) : undefined)
  })
}

/** What node:http refuses before there is a request, by its error codes. */
const CLIENT_FAILURES: Readonly<Record<string, readonly [statusCode: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The request headers must be at most 16 KiB together.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request must be sent within the time that the server waits for it.'],
}

/** Answers bytes that are no HTTP request. */
export function replyToClientError (error: Error & { code?: string }, socket: Socket): void {
  const [statusCode, detail] = CLIENT_FAILURES[String(error.code)] ?? [400, 'The request must be well-formed HTTP/1.1.']
  const body = JSON.stringify(errors.requestMalformed(statusCode, detail).body)
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n` +
      `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `${MOCK_HEADER}: ${VERSION}\r\nconnection: close\r\n\r\n${body}`)
  }
  socket.destroySoon()
}
