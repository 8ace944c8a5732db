import type { FastifyInstance, FastifyRequest } from 'fastify'
import { API_PATHS, CONTROL_PATHS } from '../http/route-list.js'
import type { ControlStore } from '../storage/control-store.js'

/** Also true for requests to unknown paths, because the journal records them with the time of the tenant's clock. */
const dependsOnControl = ({ is404, routeOptions: { url } }: FastifyRequest) => is404 || API_PATHS.test(String(url)) || CONTROL_PATHS.test(String(url))

/**
 * Adds the hook `lookAtTenant`, which updates the cached control documents of the tenant, except `fault-counts`, if other processes have
 * changed them. Adds nothing if no other process can change documents.
 */
export function addLook (app: FastifyInstance, { look }: ControlStore): void {
  if (look === undefined) return
  app.addHook('onRequest', function lookAtTenant (request, _reply, done) {
    if (!dependsOnControl(request)) return done()
    look(request.tenant).then(() => done(), done)
  })
}
