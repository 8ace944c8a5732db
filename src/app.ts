import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Config } from './config.js'
import { control } from './control/control.js'
import { addFaults } from './control/faults/hooks.js'
import { createRecorder } from './control/journal/recorder.js'
import { createTenantJournals } from './control/journal/tenant-journals.js'
import { createMetrics } from './control/metrics/metrics.js'
import { createTenantRights } from './control/rights/tenant-rights.js'
import { createTenantClocks } from './control/tenant-clocks.js'
import { RequestLog, type Log } from './logging.js'
import { addOpenApi } from './openapi.js'
import { page } from './page/routes.js'
import { addAuthentication, compileAuthentication } from './protocol/authentication.js'
import { collectCalls } from './protocol/calls.js'
import { MACHINE_CLOCK, addClock } from './protocol/clock.js'
import { addCors, compileCors } from './protocol/cors.js'
import { addNotFoundReplies, addRawReplies, createClientErrorReplies, createErrorReplies } from './protocol/error-replies.js'
import { addLanguages } from './protocol/language.js'
import { addAnswerTypes, addRequestTypes } from './protocol/media-types.js'
import { collectMethods } from './protocol/method-not-allowed.js'
import { addMockHeader } from './protocol/mock-header.js'
import { collectRoutes } from './protocol/nearest-route.js'
import { UNLIMITED_RIGHTS, addRights } from './protocol/rights.js'
import { WITHOUT_COMPILERS, addSchemaCompilers } from './protocol/schema-compilers.js'
import { DEFAULT_TENANT, addTenants, withoutTenant } from './protocol/tenant.js'
import { addTimeZones, compileTimeZones } from './protocol/time-zone.js'
import { blobAgent } from './resources/blob-agent/routes.js'
import { productImage } from './resources/product-image/routes.js'
import { productList } from './resources/product/list.js'
import { product } from './resources/product/routes.js'
import { productImageInfo } from './resources/product-image-info/routes.js'
import { serviceInfo } from './resources/service-info/routes.js'
import { timeZoneCalls } from './resources/service-info/time-zones.js'
import { serviceStatus } from './resources/service-status/routes.js'
import { loadSeed } from './storage/seed-files.js'
import { createSqliteStore } from './storage/sqlite/store.js'
import { StorageStartError } from './storage/store.js'
import { MOCK_HEADER, VERSION } from './version.js'

const ROUTER_OPTIONS = {
  caseSensitive: false,
  ignoreTrailingSlash: true,
  // More than node:http takes of a whole request head, so that a parameter of any length is judged by its schema.
  maxParamLength: 16_384,
}

/** How long a request may take to come in; while a large body does, others may have to wait. */
const REQUEST_TIMEOUT_MS = 120_000

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
  const store = createSqliteStore({
    path: config.database,
    durability: config.durability,
    seed: loadSeed(config.seed, config.imageLimit),
    onCommit: metrics?.committed,
  })
  await store.prepareTenant(DEFAULT_TENANT).catch(async (cause: Error) => {
    await store.close()
    throw new StorageStartError(`The database ${config.database} cannot be seeded (${cause.message}).`)
  })
  const clocks = config.control === 'on' ? createTenantClocks() : undefined
  const clock = clocks ?? MACHINE_CLOCK
  const rights = clocks && createTenantRights(store)
  const journals = createTenantJournals(config.journalSize)
  const recorder = clocks && config.journalSize > 0 ? createRecorder({ journals, clock, faultOf: request => faults?.ruleMetBy(request) }) : undefined
  const replyWithError = createErrorReplies(config, recorder?.onFailure)

  const app = Fastify({
    ...(log && { loggerInstance: log.logger }),
    logController: new RequestLog(log),
    bodyLimit: config.bodyLimit,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: ROUTER_OPTIONS,
    rewriteUrl: withoutTenant,
    schemaController: WITHOUT_COMPILERS,
    // No hook runs for what cannot be routed.
    frameworkErrors (error, request, reply) {
      reply.header(MOCK_HEADER, VERSION)
      if (!greetPage(request, reply)) replyWithError(error, request, reply)
    },
    // Calls that come while the server stops are answered like others, on a connection that is then closed.
    return503OnClosing: false,
    clientErrorHandler: createClientErrorReplies(log?.logger),
    http: { requireHostHeader: false },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.addHook('onClose', () => store.close())
  app.setErrorHandler(replyWithError)

  addMockHeader(app)
  addRawReplies(app)
  addCors(app, greetPage)
  addTenants(app)
  addClock(app, clock)
  metrics?.addCalls(app)
  recorder?.addArrivals(app)
  addNotFoundReplies(app, collectMethods(app, ROUTER_OPTIONS), collectRoutes(app))
  const faults = clocks && addFaults(app, { clock: clocks, controlToken: config.controlToken })
  recorder?.addAnswers(app)
  addRequestTypes(app, recorder?.onBody)
  addSchemaCompilers(app, config)

  addOpenApi(app, config)
  await app.register(page)
  await app.register(serviceStatus, { store })
  await app.register(serviceInfo, { clock, callsOf: collectCalls(app) })
  if (clocks !== undefined && faults !== undefined && rights !== undefined) {
    await app.register(control, { store, clocks, faults, rights, journals, metrics, config })
  }
  await app.register(async api => {
    addAnswerTypes(api, config.notAcceptable)
    addAuthentication(api, callerOf)
    addLanguages(api)
    addTimeZones(api, timeZones)
    addRights(api, rights ?? UNLIMITED_RIGHTS)
    await api.register(product, { store, config })
    await api.register(productList, { store, config })
    await api.register(productImageInfo, { store, config })
    await api.register(productImage, { store, config })
    await api.register(blobAgent, { store, config })
    await api.register(timeZoneCalls, { timeZones, config })
  })

  return app
}
