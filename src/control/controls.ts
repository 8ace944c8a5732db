import type { Config } from '../config/config.js'
import type { Store } from '../storage/store.js'
import { createApiRoutes, type ApiRoutes } from './faults/api-routes.js'
import { ruleMetBy } from './faults/hooks.js'
import { createTenantFaults, type TenantFaults } from './faults/tenant-faults.js'
import { createRecorder, type Recorder } from './journal/recorder.js'
import { createTenantJournals, type TenantJournals } from './journal/tenant-journals.js'
import type { Metrics } from './metrics/metrics.js'
import { createTenantRights, type TenantRights } from './rights/tenant-rights.js'
import { createTenantClocks, type TenantClocks } from './clock/tenant-clocks.js'

/** What a tester can change at a server, beside its data, and see of it. */
export interface Controls {
  readonly clocks: TenantClocks
  readonly faults: TenantFaults
  /** The routes that faults may be about. */
  readonly apiRoutes: ApiRoutes
  readonly rights: TenantRights
  readonly journals: TenantJournals
  /** Nothing when nothing is recorded. */
  readonly recorder: Recorder | undefined
  /** Nothing when nothing is counted. */
  readonly metrics: Metrics | undefined
}

export function createControls (config: Pick<Config, 'journalSize'>, store: Store, metrics: Metrics | undefined): Controls {
  const clocks = createTenantClocks()
  const apiRoutes = createApiRoutes()
  const journals = createTenantJournals(config.journalSize)
  const recorder = config.journalSize > 0 ? createRecorder({ journals, clock: clocks, faultOf: ruleMetBy }) : undefined
  return { clocks, faults: createTenantFaults(apiRoutes, clocks), apiRoutes, rights: createTenantRights(store), journals, recorder, metrics }
}
