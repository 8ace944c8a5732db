import { Readable } from 'node:stream'
import type { FastifyInstance, onSendHookHandler } from 'fastify'

/**
 * Lets the routes by GET that are added after it take HEAD as well, with the headers of the answer to GET. Fastify would give
 * each of them a second route, which takes an eighth of the time of a start.
 */
export function addHead (app: FastifyInstance): void {
  app.addHook('onRoute', route => {
    if (route.method !== 'GET') return
    route.method = ['GET', 'HEAD']
    route.onSend = [...[route.onSend ?? []].flat(), withoutBody]
  })
}

const withoutBody: onSendHookHandler = (request, reply, payload, done) => {
  if (request.method !== 'HEAD') return done(null, payload)
  if (payload instanceof Readable) payload.destroy()
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) reply.header('content-length', Buffer.byteLength(payload))
  done(null, null)
}
