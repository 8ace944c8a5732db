import type { FastifyInstance } from 'fastify'
import type { Config } from './config.js'
import { control } from './control/control.js'
import { createControls } from './control/controls.js'
import { addFaults } from './control/faults/hooks.js'
import { createMetrics } from './control/metrics/metrics.js'
import type { Log } from './logging.js'
import { addOpenApi } from './openapi.js'
import { page } from './page/routes.js'
import { addAuthentication, compileAuthentication } from './protocol/authentication.js'
import { collectCalls } from './protocol/calls.js'
import { MACHINE_CLOCK, addClock } from './protocol/clock.js'
import { addCors, compileCors } from './protocol/cors.js'
import { addNotFoundReplies, addRawReplies, createErrorReplies } from './protocol/error-replies.js'
import { addHead } from './protocol/head.js'
import { addLanguages } from './protocol/language.js'
import { addAnswerTypes, addRequestTypes } from './protocol/media-types.js'
import { collectMethods } from './protocol/method-not-allowed.js'
import { addMockHeader } from './protocol/mock-header.js'
import { collectRoutes } from './protocol/nearest-route.js'
import { UNLIMITED_RIGHTS, addRights } from './protocol/rights.js'
import { addSchemaCompilers } from './protocol/schema-compilers.js'
import { addTenants } from './protocol/tenant.js'
import { addTimeZones, compileTimeZones } from './protocol/time-zone.js'
import { blobAgent } from './resources/blob-agent/routes.js'
import { productImage } from './resources/product-image/routes.js'
import { productList } from './resources/product/list.js'
import { product } from './resources/product/routes.js'
import { productImageInfo } from './resources/product-image-info/routes.js'
import { serviceInfo } from './resources/service-info/routes.js'
import { timeZoneCalls } from './resources/service-info/time-zones.js'
import { serviceStatus } from './resources/service-status/routes.js'
import { ROUTER_OPTIONS, createServer } from './server.js'
import { openStore } from './storage/open-store.js'

/**
 * Builds the server with everything it stands on, ready to listen or to be injected into. Closing it closes
 * the database.
 * @throws StorageStartError, SeedError or UsersError when the database or one of the files cannot be used, ConfigError
 * when there is no such base time zone, no users file, or what is no origin
 */
export async function buildApp (config: Config, log?: Log): Promise<FastifyInstance> {
  const callerOf = compileAuthentication(config)
  const timeZones = compileTimeZones(config)
  const greetPage = compileCors(config)
  const metrics = config.control === 'on' && config.metrics === 'on' ? createMetrics() : undefined
  const store = await openStore(config, metrics?.committed)
  const controls = config.control === 'on' ? createControls(config, store, metrics) : undefined
  const clock = controls?.clocks ?? MACHINE_CLOCK
  const recorder = controls?.recorder
  const replyWithError = createErrorReplies(config, recorder?.onFailure)

  const app = createServer({ config, log, greetPage, replyWithError })
  app.addHook('onClose', () => store.close())
  app.setErrorHandler(replyWithError)

  addHead(app)
  addMockHeader(app)
  addRawReplies(app)
  addCors(app, greetPage)
  addTenants(app)
  addClock(app, clock)
  metrics?.addCalls(app)
  recorder?.addArrivals(app)
  addNotFoundReplies(app, collectMethods(app, ROUTER_OPTIONS), collectRoutes(app))
  const faults = controls && addFaults(app, { clock, controlToken: config.controlToken })
  recorder?.addAnswers(app)
  addRequestTypes(app, recorder?.onBody)
  addSchemaCompilers(app, config)

  addOpenApi(app, config)
  await app.register(page)
  await app.register(serviceStatus, { store })
  await app.register(serviceInfo, { clock, callsOf: collectCalls(app) })
  if (controls !== undefined && faults !== undefined) await app.register(control, { ...controls, store, faults, config })
  await app.register(async api => {
    addAnswerTypes(api, config.notAcceptable)
    addAuthentication(api, callerOf)
    addLanguages(api)
    addTimeZones(api, timeZones)
    addRights(api, controls?.rights ?? UNLIMITED_RIGHTS)
    await api.register(product, { store, config })
    await api.register(productList, { store, config })
    await api.register(productImageInfo, { store, config })
    await api.register(productImage, { store, config })
    await api.register(blobAgent, { store, config })
    await api.register(timeZoneCalls, { timeZones, config })
  })

  return app
}
