import type { FastifyInstance, FastifyRequest } from 'fastify'
import { API_PATHS, CONTROL_PATHS } from '../http/route-list.js'
import type { ControlStore } from '../storage/control-store.js'

/** True for requests that depend on what control routes have set, which a probe, the page and the documents do not. */
const dependsOnControl = ({ is404, routeOptions: { url } }: FastifyRequest) => is404 || API_PATHS.test(String(url)) || CONTROL_PATHS.test(String(url))

/** Adds the hook `lookAtTenant`, if other processes can change what control routes set: it brings the documents of the tenant up to date. */
export function addLook (app: FastifyInstance, { look }: ControlStore): void {
  if (look === undefined) return
  app.addHook('onRequest', function lookAtTenant (request, _reply, done) {
    if (!dependsOnControl(request)) return done()
    look(request.tenant).then(() => done(), done)
  })
}
