import { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { API_ROUTES } from '../../protocol/calls.js'
import type { CompiledAction } from './action.js'
import { createTenantFaults, type TenantFaults } from './tenant-faults.js'

/** Lets rules of testers happen to the calls of the routes that are added after it. */
export function addFaults (app: FastifyInstance): TenantFaults {
  const routes = new Set<string>()
  const faults = createTenantFaults(routes)
  /** What happens to a call after it did what it does. */
  const pending = new WeakMap<FastifyRequest, readonly CompiledAction[]>()
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  app.addHook('onRoute', ({ url }) => {
    if (API_ROUTES.test(url)) routes.add(url)
  })

  /** @throws the failure that is to be answered */
  async function apply (actions: readonly CompiledAction[], reply: FastifyReply): Promise<void> {
    for (const action of actions) {
      switch (action.kind) {
        case 'Answer': throw action.failure
        case 'Delay':
          // A server that closes waits for nobody who is only delayed.
          await delay(action.milliseconds(), undefined, { signal: closing.signal }).catch(() => undefined)
          break
        default: return disconnect(reply, action.kind)
      }
    }
  }

  app.addHook('onRequest', (request, reply, done) => {
    const actions = routes.has(String(request.routeOptions.url)) ? faults.meet(request) : []
    if (actions.length === 0) return done()
    pending.set(request, actions.filter(({ phase }) => phase === 'after'))
    apply(actions.filter(({ phase }) => phase === 'before'), reply).then(() => { if (!reply.sent) done() }, done)
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    const actions = pending.get(request)
    if (actions === undefined) return done()
    // The answer of a failure comes here as well.
    pending.delete(request)
    apply(actions, reply).then(() => { if (!reply.sent) done(null, payload) }, done)
  })

  return faults
}

/** Without a connection, as when a request is injected, both end it by an error. */
function disconnect (reply: FastifyReply, kind: 'Drop' | 'Reset'): void {
  const { socket } = reply.request.raw
  reply.hijack()
  if (kind === 'Reset' && socket instanceof Socket) socket.resetAndDestroy()
  else reply.raw.destroy()
}
