import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import type { DocumentConfig } from '../api/openapi/openapi-bodies.js'
import { compileRouteStep } from '../codec/error-replies.js'
import { languageStep } from '../context/language.js'
import { addRequestTypes, forgetEmptyType } from '../codec/media-types.js'
import { collectMethods } from '../http/method-not-allowed.js'
import type { RouteList } from '../http/nearest-route.js'
import { addSchemaCompilers } from '../codec/schema-compilers.js'
import { addSteps, type Step } from '../http/steps.js'
import { ROUTER_OPTIONS, createServer, type ServerOptions } from '../http/server.js'
import type { Store } from '../storage/store.js'
import { addClockRoutes } from './clock/clock.js'
import { compileTokenStep } from './control-token.js'
import type { Controls } from './controls.js'
import { createControlFailures } from './failures.js'
import { addFaultRoutes } from './faults/routes.js'
import { addJournalRoutes } from './journal/routes.js'
import { addMetricsRoutes } from './metrics/routes.js'
import { addControlDocument } from './openapi.js'
import { addPictureRoutes } from './state/pictures.js'
import { addResetRoutes } from './state/reset.js'
import { addRightsRoutes } from './rights/routes.js'
import { addSnapshotRoutes } from './state/snapshots.js'
import { addStateRoutes } from './state/state.js'
import { addTenantRoutes } from './state/tenants.js'

export interface ControlServerOptions extends Omit<Controls, 'apiRoutes' | 'recorder'>, ServerOptions {
  readonly store: Store
  /** What is to have the routes. */
  readonly routes: RouteList
  /** Tells when nobody is to wait for calls any longer. */
  readonly closing: AbortSignal
  readonly config: ServerOptions['config'] & DocumentConfig & Pick<Config, 'controlToken' | 'journalSize'>
}

const CONTROL_PATHS = /^\/_mock(\/|$)/i

/** The path of a call that the router has read, which reads `/%5Fmock` as `/_mock`. */
const pathOf = ({ url }: FastifyRequest) => decodeURI(url.replace(/[?#].*$/, ''))

/** Bodies of testers are taken as they are meant or not at all, whatever the setting VALIDATION says of others. */
const READING = { validation: 'strict', putPatch: 'entity' } as const

/**
 * The server of what is below `/_mock`, which is made when somebody calls it: its routes would take a fifth of the time of a
 * start, and not each start is followed by such a call.
 */
export function deferControlServer (app: FastifyInstance, makeServer: (closing: AbortSignal) => Promise<FastifyInstance>) {
  // Not for that server to know: its first call may come when this one is closing already.
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  let made: Promise<FastifyInstance> | undefined
  const server = () => (made ??= makeServer(closing.signal))

  const passOn: Step = (request, reply) => {
    if (!request.is404 || !CONTROL_PATHS.test(pathOf(request))) return undefined
    server().then(({ routing }) => {
      request.isPassedOn = true
      reply.hijack()
      routing(request.raw, reply.raw)
    }, cause => reply.send(cause))
    return 'answered'
  }
  return {
    /** Makes it, unless it is there. */
    server,
    /** The step that passes its calls on to it. */
    passOn,
  }
}

/** Makes the server of what a tester does to the mock itself. */
export async function createControlServer (options: ControlServerOptions): Promise<FastifyInstance> {
  const { config, store, clocks, faults, rights, journals, metrics, routes, closing } = options
  const app = createServer({ ...options, isBehindAnother: true })
  metrics?.addCalls(app)
  routes.collect(app)
  addSteps(app,
    compileRouteStep(collectMethods(app, ROUTER_OPTIONS), async call => routes.nearest(call)),
    compileTokenStep(config.controlToken),
    forgetEmptyType,
    languageStep(app))
  addRequestTypes(app)
  addSchemaCompilers(app, READING)
  addControlDocument(app, config)

  const failures = createControlFailures(config)
  addStateRoutes(app, { store, failures })
  addResetRoutes(app, { store, clocks, faults, rights, journals, failures })
  addSnapshotRoutes(app, { store, clocks, failures })
  addTenantRoutes(app, { store, clocks, faults, rights, journals, failures })
  addClockRoutes(app, { clocks, failures })
  addFaultRoutes(app, { faults, failures })
  addRightsRoutes(app, { rights, failures })
  addJournalRoutes(app, { journals, journalSize: config.journalSize, closing, failures })
  addMetricsRoutes(app, { metrics, store, journals, failures })
  addPictureRoutes(app, { store, failures })
  await app.ready()
  return app
}
