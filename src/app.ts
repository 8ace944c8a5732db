import type { FastifyInstance } from 'fastify'
import { api } from './api/api.js'
import { addCodec } from './codec/codec.js'
import { compileErrorReplies } from './codec/error-replies.js'
import type { Config } from './config/config.js'
import { addClock } from './context/clock.js'
import { compileContext } from './context/context.js'
import { control } from './control/control.js'
import { createControls } from './control/controls.js'
import { addFaults } from './control/faults/hooks.js'
import { addLook } from './control/look.js'
import { createMetrics } from './control/metrics/metrics.js'
import { addCors } from './http/cors.js'
import type { Log } from './http/logging.js'
import { addPublicAddress } from './http/public-address.js'
import { addHostCheck } from './http/raw-replies.js'
import { addResponseEnd } from './http/response-end.js'
import { addRouteCheck } from './http/route-check.js'
import { listRoutes } from './http/route-list.js'
import { createServer } from './http/server.js'
import { addTenants } from './http/tenant.js'
import { addOpenApi } from './openapi/api-document.js'
import { page } from './page/routes.js'
import { closeBeforeThrow } from './storage/close-before-throw.js'
import { openStore } from './storage/open-store.js'

/**
 * Builds the server, which is then ready for `listen` or `inject`. Closing the server also closes the database.
 * @throws StartError if the database, a file or a setting cannot be used
 */
export async function buildApp (config: Config, log?: Log): Promise<FastifyInstance> {
  const context = compileContext(config)
  const metrics = createMetrics()
  const { store, seeds, control: controlStore, journal } = await openStore(config, { onCommit: metrics.committed, log: log?.logger })
  const app = await createServer(config, compileErrorReplies(config), log).catch(closeBeforeThrow(store))
  app.addHook('onClose', () => store.close())
  const routes = listRoutes(app)
  const { clocks, recorder, faults, rights, ...controls } = createControls({ config, store, control: controlStore, journal, metrics, users: context.users, routes })

  // Decorators and hooks. Hooks of the same phase of a request run in this order.
  addResponseEnd(app, metrics.countResponse)
  addHostCheck(app)
  addCors(app)
  addTenants(app)
  addPublicAddress(app, config)
  addClock(app, clocks)
  addLook(app, controlStore)
  recorder.addEntries(app)
  addRouteCheck(app, routes)
  if (config.control === 'on') addFaults(app, { faults, controlToken: config.controlToken, beforeDisconnect: recorder.recordDropped })
  recorder.addRecords(app)
  addCodec(app, config)

  await addOpenApi(app, config)
  await app.register(page, config)
  await app.register(api, { config, store, context, rights, clock: clocks, routes })
  if (config.control === 'on') await app.register(control, { config, store, seeds, controls: { ...controls, clocks, recorder, faults, rights } })
  return app
}
