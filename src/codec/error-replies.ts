import { finished } from 'node:stream'
import type { TObject } from '@sinclair/typebox'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import * as errors from '../errors/api-errors.js'
import { ApiError, FrameworkErrorSchema, superOfficeErrorSchema, type SuperOfficeError } from '../errors/error-bodies.js'
import { identifyRequest } from '../http/logging.js'
import { addViolations } from '../http/violations-header.js'
import { DamagedContentError, StorageError, StorageUnavailableError } from '../storage/storage-errors.js'
import { listBodyNotes } from './bodies/request-body.js'
import { compileResponse } from './media-types.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Creates the error for a request body that is larger than `limit`, the body limit of the route in bytes. */
    readonly bodyTooLarge?: (limit: number) => ApiError
  }
}

type ReplyConfig = Pick<Config, 'bodyLimit' | 'imageLimit' | 'errorMessageKey'>

const BODY_TOO_LARGE = 'FST_ERR_CTP_BODY_TOO_LARGE'

/** Functions that create the ApiError for an error of Fastify, by the code of that error. */
const FRAMEWORK_FAILURES: Readonly<Record<string, (request: FastifyRequest, config: ReplyConfig) => ApiError>> = {
  [BODY_TOO_LARGE]: ({ routeOptions }, { bodyLimit, imageLimit }) =>
    routeOptions.config.bodyTooLarge?.(routeOptions.bodyLimit) ?? (routeOptions.bodyLimit === bodyLimit ? errors.bodyTooLarge(bodyLimit) : errors.imageTooLarge(imageLimit)),
  FST_ERR_BAD_URL: request => errors.urlMalformed(request.originalUrl),
}

/**
 * Compiles the error handler, which converts each error to an ApiError, logs errors with a status of at least 500, and sends the ApiError.
 * It also adds the sentences of `listBodyNotes` about a refused body to the header X-SuperOffice-Mock-Violations.
 * @param typedError the schema of error bodies with an ErrorType, by default the schema of the API. A property that is not in the schema is
 * not sent
 */
export function compileErrorReplies (config: ReplyConfig, typedError: TObject = superOfficeErrorSchema(config.errorMessageKey)) {
  const sendTypedError = compileResponse(typedError)
  const sendFrameworkError = compileResponse(FrameworkErrorSchema)

  return function replyWithError (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    const { statusCode, headers, body, ownBody } = toApiError(error, request, config)
    request.failure = body
    addViolations(request, reply, listBodyNotes(error))
    if (statusCode >= 500) request.log.error({ err: error, ...identifyRequest(request) }, 'request failed')
    if (ownBody !== undefined) {
      reply.code(statusCode).type(ownBody.type).headers(headers).send(ownBody.bytes)
      return
    }
    reply.code(statusCode).headers(headers)
    const send = () => 'ErrorType' in body
      ? sendTypedError(renameMessage(body, config), request, reply)
      : sendFrameworkError(body, request, reply)
    if (error.code !== BODY_TOO_LARGE) return send()
    // Fastify closes the connection after this response. Many clients read the response only after they have sent the whole request body,
    // and would get a connection reset instead of the response. Therefore the remaining request body is read first.
    finished(request.raw.resume(), { writable: false }, send)
  }
}

function toApiError (error: FastifyError, request: FastifyRequest, config: ReplyConfig): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof StorageError) return errors.storageFailed(error.message)
  if (error instanceof StorageUnavailableError) return errors.storageUnavailable(error.message)
  if (error instanceof DamagedContentError) return errors.contentDamaged(error.message)
  const known = FRAMEWORK_FAILURES[error.code]
  if (known !== undefined) return known(request, config)
  const { statusCode = 500 } = error
  return statusCode < 500 ? errors.requestMalformed(statusCode, error.message) : errors.unexpected()
}

/**
 * Renames the property Message to the configured name. The sources of the vendor disagree on the name: Message or ErrorMessage
 * (superoffice-protocol, section 16, point 1).
 */
function renameMessage (body: SuperOfficeError, { errorMessageKey }: ReplyConfig): Record<string, unknown> {
  const { Message, ...others } = body
  return { ...others, [errorMessageKey]: Message }
}
