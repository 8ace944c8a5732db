import type { FastifyInstance } from 'fastify'
import type { Config } from './config/config.js'
import { createControlServer, deferControlServer } from './control/control-server.js'
import { createControls } from './control/controls.js'
import { addFaults } from './control/faults/hooks.js'
import { createMetrics } from './control/metrics/metrics.js'
import type { Log } from './http/logging.js'
import { addOpenApi } from './api/openapi/openapi.js'
import { addPageRoutes } from './page/routes.js'
import { callerStep, compileAuthentication } from './context/authentication.js'
import { collectCalls } from './api/service-info/call-list.js'
import { loadConfiguredUsers } from './config/users.js'
import { MACHINE_CLOCK, addClock } from './context/clock.js'
import { compileCors } from './http/cors.js'
import { compileRouteStep, createErrorReplies } from './codec/error-replies.js'
import { languageStep } from './context/language.js'
import { addAnswerTypes, addRequestTypes, forgetEmptyType } from './codec/media-types.js'
import { collectMethods } from './http/method-not-allowed.js'
import { createRouteList } from './http/nearest-route.js'
import { UNLIMITED_RIGHTS, addRights } from './context/rights.js'
import { addSchemaCompilers } from './codec/schema-compilers.js'
import { addSteps } from './http/steps.js'
import { compileTimeZones, timeZoneStep } from './context/time-zone.js'
import { addBlobAgentRoutes } from './api/blob-agent/routes.js'
import { addProductImageRoutes } from './api/product-image/routes.js'
import { addProductListRoutes } from './api/product/list.js'
import { addProductRoutes } from './api/product/routes.js'
import { addProductImageInfoRoutes } from './api/product-image-info/routes.js'
import { addServiceInfoRoutes } from './api/service-info/routes.js'
import { addTimeZoneRoutes } from './api/service-info/time-zones.js'
import { addServiceStatusRoutes } from './api/service-status/routes.js'
import { ROUTER_OPTIONS, createServer } from './http/server.js'
import { openStore } from './storage/open-store.js'

/**
 * Builds the server with everything it stands on, ready to listen or to be injected into. Closing it closes
 * the database.
 * @throws StorageStartError, SeedError or UsersError when the database or one of the files cannot be used, ConfigError
 * when there is no such base time zone, no users file, or what is no origin
 */
export async function buildApp (config: Config, log?: Log): Promise<FastifyInstance> {
  const users = loadConfiguredUsers(config)
  const callerOf = compileAuthentication(config, users)
  const timeZones = compileTimeZones(config)
  const greetPage = compileCors(config)
  const metrics = config.control === 'on' && config.metrics === 'on' ? createMetrics() : undefined
  const store = await openStore(config, metrics?.committed)
  const controls = config.control === 'on' ? createControls(config, store, metrics, users) : undefined
  const clock = controls?.clocks ?? MACHINE_CLOCK
  const recorder = controls?.recorder
  const routes = createRouteList()
  const server = { config, log, greetPage, replyWithError: createErrorReplies(config, recorder?.onFailure) }

  const app = createServer(server)
  app.addHook('onClose', () => store.close())
  const control = controls && deferControlServer(app, closing => createControlServer({ ...server, ...controls, config, store, routes, closing }))
  addClock(app, clock)
  metrics?.addCalls(app)
  routes.collect(app)
  const requireRoute = compileRouteStep(collectMethods(app, ROUTER_OPTIONS), async call => {
    await control?.server()
    return routes.nearest(call)
  })
  addSteps(app, control?.passOn, recorder?.arrivalStep(app), requireRoute, forgetEmptyType)
  if (controls !== undefined) {
    addFaults(app, { ...controls, controlToken: config.controlToken })
    app.addHook('onReady', async () => store.prepareReset())
  }
  recorder?.addAnswers(app)
  addRequestTypes(app, recorder?.onBody)
  addSchemaCompilers(app, config)

  addOpenApi(app, config)
  addPageRoutes(app)
  addServiceStatusRoutes(app, { store })
  addServiceInfoRoutes(app, { clock, callsOf: collectCalls(app) })
  await app.register(async api => {
    addAnswerTypes(api, config.notAcceptable)
    addSteps(api, callerStep(api, callerOf), languageStep(api), timeZoneStep(api, timeZones))
    addRights(api, controls?.rights ?? UNLIMITED_RIGHTS)
    addProductRoutes(api, { store, config })
    addProductListRoutes(api, { store, config })
    addProductImageInfoRoutes(api, { store, config })
    addProductImageRoutes(api, { store, config })
    await api.register(async agent => addBlobAgentRoutes(agent, { store, config }))
    addTimeZoneRoutes(api, { timeZones, config })
  })

  return app
}
