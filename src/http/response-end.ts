import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { identityOf } from './logging.js'

/** Called once for each request, when its response was sent or its connection was closed before. */
export type ResponseEnd = (request: FastifyRequest, reply: FastifyReply) => void

/** Adds the hook `awaitResponseEnd`, which calls the listeners in order after the response. */
export function addResponseEnd (app: FastifyInstance, ...listeners: readonly ResponseEnd[]): void {
  app.addHook('onRequest', function awaitResponseEnd (request, reply, done) {
    reply.raw.on('close', () => { for (const listener of listeners) listener(request, reply) })
    done()
  })
}

/** True if the whole response was handed to the operating system. */
export const isSent = ({ raw }: FastifyReply) => raw.writableFinished

/** Logs one line for each response that was sent. */
export const logResponse: ResponseEnd = (request, reply) => {
  if (isSent(reply)) request.log.info({ ...identityOf(request), status: reply.statusCode, ms: Number(reply.elapsedTime.toFixed(3)) }, 'answered')
}
