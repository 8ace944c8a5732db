import { Readable } from 'node:stream'
import type { FastifyInstance, onSendHookHandler } from 'fastify'

/**
 * Adds HEAD to each GET route that is registered later. Fastify's option for this would add a second route for each GET route, which would
 * take an eighth of the start time.
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
