import type { FastifyInstance, FastifyRequest } from 'fastify'
import { API_PATHS, CONTROL_PATHS } from '../http/route-list.js'
import type { ControlStore } from '../storage/control-store.js'

/** Also true for requests that match no route, because the journal can record them with the time of the tenant's clock. */
const dependsOnControl = ({ is404, routeOptions: { url } }: FastifyRequest) => is404 || API_PATHS.test(String(url)) || CONTROL_PATHS.test(String(url))

/**
 * Adds the hook `lookAtTenant`. For a request that can depend on control documents, the hook reads the changes that other processes have
 * made to the documents of the tenant, except `fault-counts`. The route `/api/state/{tenant}` also depends on the tenant in its path. Adds
 * nothing if no other process can change documents.
 */
export function addLook (app: FastifyInstance, { look }: ControlStore): void {
  if (look === undefined) return
  app.addHook<{ Params: { readonly tenant?: string } }>('onRequest', function lookAtTenant (request, _reply, done) {
    if (!dependsOnControl(request)) return done()
    const { tenant, params } = request
    const looks = params.tenant === undefined ? look(tenant) : Promise.all([look(tenant), look(params.tenant)])
    looks.then(() => done(), done)
  })
}
