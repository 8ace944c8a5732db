import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { identityOf } from './logging.js'
import { violationsIn } from './violations-header.js'

/** Called once for each response that was sent. */
export type ResponseListener = (request: FastifyRequest, reply: FastifyReply) => void

/** Adds the hook `endResponse`, which logs one line for each response that was sent and calls the listener. */
export function addResponseEnd (app: FastifyInstance, onSent: ResponseListener): void {
  app.addHook('onResponse', function endResponse (request, reply, done) {
    onSent(request, reply)
    const { method, url, tenant } = identityOf(request)
    const violations = violationsIn(reply)
    const line = { method, url, tenant, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 1000) / 1000 }
    if (violations === undefined) request.log.info(line, 'answered')
    else request.log.warn({ ...line, violations }, 'answered')
    done()
  })
}
