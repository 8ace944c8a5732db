import type { FastifyInstance, FastifyRequest } from 'fastify'
import { API_PATHS, CONTROL_PATHS } from '../http/route-list.js'
import type { ControlStore } from '../storage/control-store.js'

/** Also true for requests that match no route, because the journal can record them with the time of the tenant's clock. */
const dependsOnControl = ({ is404, routeOptions: { url } }: FastifyRequest) => is404 || API_PATHS.test(String(url)) || CONTROL_PATHS.test(String(url))

/**
 * Adds the hook `lookAtTenant`. For a request that can depend on control documents, the hook reads the changes that other processes have
 * made to the documents of the tenant, except `fault-counts`. Adds nothing if no other process can change documents.
 */
export function addLook (app: FastifyInstance, { look }: ControlStore): void {
  if (look === undefined) return
  app.addHook('onRequest', function lookAtTenant (request, _reply, done) {
    if (!dependsOnControl(request)) return done()
    look(request.tenant).then(() => done(), done)
  })
}
