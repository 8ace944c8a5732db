import type { FastifyInstance, FastifyRequest } from 'fastify'
import { API_PATHS, CONTROL_PATHS } from '../http/route-list.js'
import type { ControlStore } from '../storage/control-store.js'

/** True for requests whose handling depends on the control state. Health checks, the page and the OpenAPI documents do not depend on it. */
const dependsOnControl = ({ is404, routeOptions: { url } }: FastifyRequest) => is404 || API_PATHS.test(String(url)) || CONTROL_PATHS.test(String(url))

/**
 * Adds the hook `lookAtTenant`, which reads the documents of the tenant's control state that have changed. Does nothing if no other process
 * can change them.
 */
export function addLook (app: FastifyInstance, { look }: ControlStore): void {
  if (look === undefined) return
  app.addHook('onRequest', function lookAtTenant (request, _reply, done) {
    if (!dependsOnControl(request)) return done()
    look(request.tenant).then(() => done(), done)
  })
}
