import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { DocumentConfig } from '../openapi/bodies.js'
import type { Config } from '../config/config.js'
import { addBrowserGuard, type GuardConfig } from '../http/browser-guard.js'
import { compileErrorReplies } from '../codec/error-replies.js'
import { listRoutes } from '../http/route-list.js'
import { addBodyParsers } from '../codec/media-types.js'
import { addSchemaCompilers } from '../codec/schema-compilers.js'
import { addLanguage } from '../context/language.js'
import { controlErrorSchema } from '../errors/error-bodies.js'
import { addControlDocument } from '../openapi/control-document.js'
import type { NamedSeeds } from '../storage/named-seeds.js'
import type { Store } from '../storage/store.js'
import { addClockRoutes } from './clock/clock.js'
import { addTokenCheck } from './control-token.js'
import type { Controls } from './controls.js'
import { createControlFailures } from './failures.js'
import { addFaultRoutes } from './faults/routes.js'
import { addIndexRoute } from './index-routes.js'
import { addJournalRoutes } from './journal/routes.js'
import { addJsonBodies } from './json-bodies.js'
import { addMetricsRoutes } from './metrics/routes.js'
import { addRightsRoutes } from './rights/routes.js'
import { addPictureRoutes } from './state/pictures.js'
import { addNamedStateRoutes } from './state/named-state.js'
import { addResetRoutes } from './state/reset.js'
import { addSnapshotRoutes } from './state/snapshots.js'
import { addStateRoutes } from './state/state.js'
import { addTenantRoutes } from './state/tenants.js'

interface ControlOptions {
  readonly config: DocumentConfig & GuardConfig & Pick<Config, 'bodyLimit' | 'imageLimit' | 'journalSize' | 'metrics' | 'writePolicy'>
  readonly store: Store
  readonly seeds: NamedSeeds | undefined
  readonly controls: Controls
}

/**
 * Options for the request bodies of control routes with a body schema. The settings VALIDATION, PUT_PATCH and WRITE_POLICY do not apply to
 * these bodies.
 */
const READING = { validation: 'strict', putPatch: 'entity', writePolicy: 'server' } as const

/** Adds the control routes. Their paths are `/_mock` and paths below it, and with METRICS=root also `/metrics`. */
export const control: FastifyPluginAsyncTypebox<ControlOptions> = async (app, { config, store, seeds, controls }) => {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  app.addHook('onReady', async () => store.prepareReset())
  app.setErrorHandler(compileErrorReplies(config, controlErrorSchema(config.errorMessageKey)))
  addBrowserGuard(app, config)
  addTokenCheck(app, config.controlToken)
  addLanguage(app)
  addBodyParsers(app, false)
  addJsonBodies(app)
  addSchemaCompilers(app, READING)
  await addControlDocument(app, config)
  const routes = listRoutes(app)

  const options = { ...controls, config, store, seeds, failures: createControlFailures(config), closing: closing.signal }
  addIndexRoute(app, { failures: options.failures, routes })
  addStateRoutes(app, options)
  addNamedStateRoutes(app, options)
  addResetRoutes(app, options)
  addSnapshotRoutes(app, options)
  addTenantRoutes(app, options)
  addClockRoutes(app, options)
  addFaultRoutes(app, options)
  addRightsRoutes(app, options)
  addJournalRoutes(app, options)
  addMetricsRoutes(app, options)
  addPictureRoutes(app, options)
}
