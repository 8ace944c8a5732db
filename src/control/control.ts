import type { FastifyPluginAsync } from 'fastify'
import type { Config } from '../config.js'
import { addLanguages } from '../protocol/language.js'
import { addSchemaCompilers } from '../protocol/schema-compilers.js'
import type { Store } from '../storage/store.js'
import { clock } from './clock.js'
import { addControlToken } from './control-token.js'
import { createControlFailures } from './failures.js'
import { faultRoutes } from './faults/routes.js'
import type { TenantFaults } from './faults/tenant-faults.js'
import { journalRoutes } from './journal/routes.js'
import type { TenantJournals } from './journal/tenant-journals.js'
import { addControlDocument } from './openapi.js'
import type { Metrics } from './metrics/metrics.js'
import { metricsRoutes } from './metrics/routes.js'
import { pictures } from './pictures.js'
import { state } from './state.js'
import type { TenantClocks } from './tenant-clocks.js'
import { tenants } from './tenants.js'

export interface ControlOptions {
  readonly store: Store
  readonly clocks: TenantClocks
  readonly faults: TenantFaults
  readonly journals: TenantJournals
  /** Nothing when nothing is counted. */
  readonly metrics: Metrics | undefined
  readonly config: Pick<Config, 'controlToken' | 'errorMessageKey'>
}

/** Bodies of testers are taken as they are meant or not at all, whatever the setting VALIDATION says of others. */
const READING = { validation: 'strict', putPatch: 'entity' } as const

/** What a tester does to the mock itself: all there is below `/_mock`. */
export const control: FastifyPluginAsync<ControlOptions> = async (app, { store, clocks, faults, journals, metrics, config }) => {
  const failures = createControlFailures(config)
  addControlToken(app, config.controlToken)
  addSchemaCompilers(app, READING)
  addLanguages(app)
  addControlDocument(app)
  await app.register(state, { store, failures })
  await app.register(tenants, { store, clocks, faults, journals, failures })
  await app.register(clock, { clocks, failures })
  await app.register(faultRoutes, { faults, failures })
  await app.register(journalRoutes, { journals, failures })
  if (metrics !== undefined) await app.register(metricsRoutes, { metrics, store, journals, failures })
  await app.register(pictures, { store, failures })
}
