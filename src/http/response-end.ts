import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody } from '../errors/error-bodies.js'
import { identifyRequest } from './logging.js'
import { violationsIn } from './violations-header.js'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The error body for the failure of the request, even if a fault rule sends another body instead. Undefined if no error handler was
     * called.
     */
    failure?: ErrorBody
  }
}

/** Returns the message and the detail, if any, of the error body of a request. Undefined if the request has not failed. */
export function readFailureReason ({ failure }: FastifyRequest): string | undefined {
  if (failure === undefined) return undefined
  if (!('MessageDetail' in failure)) return failure.Message
  // The service's message for a wrong subdomain has no period.
  return `${failure.Message.replace(/[^.]$/, '$&.')} ${failure.MessageDetail}`
}

/** Called for each response that was sent, except to requests for which no hooks run, such as those that node:http refuses. */
export type ResponseListener = (request: FastifyRequest, reply: FastifyReply) => void

/** Adds the hook `endResponse`, which logs one line and calls `onSent` when a response was sent. */
export function addResponseEnd (app: FastifyInstance, onSent: ResponseListener): void {
  app.addHook('onResponse', function endResponse (request, reply, done) {
    onSent(request, reply)
    const { method, url, tenant } = identifyRequest(request)
    const violations = violationsIn(reply)
    const reason = readFailureReason(request)
    const line = { method, url, tenant, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 1000) / 1000, ...(reason !== undefined && { reason }) }
    if (violations === undefined) request.log.info(line, 'response')
    else request.log.warn({ ...line, violations }, 'response')
    done()
  })
}
