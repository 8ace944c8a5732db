import type { FastifyReply } from 'fastify'
import { readFailureReason } from '../http/response-end.js'
import { StorageUnavailableError } from '../storage/storage-errors.js'

/**
 * Returns the error that replaces a response after PostgreSQL failed while the response was prepared, for example when the journal entry
 * was stored. The message then says what became of the request: the reason if the request had failed, or that its change was saved. Other
 * errors are returned unchanged.
 */
export function toReplacement (failure: unknown, { request, statusCode }: FastifyReply): unknown {
  if (!(failure instanceof StorageUnavailableError)) return failure
  const reason = readFailureReason(request)
  const outcome = reason === undefined ? 'a change that the request made was saved nevertheless' : `otherwise the response would have been ${statusCode}: ${reason.replace(/\.$/, '')}`
  return new StorageUnavailableError(`${failure.message}; ${outcome}`, { cause: failure })
}
