import type { Config } from '../config/config.js'
import type { Users } from '../config/users.js'
import type { Store } from '../storage/store.js'
import { createApiRoutes, type ApiRoutes } from './faults/api-routes.js'
import { ruleMetBy } from './faults/hooks.js'
import { createTenantFaults, type TenantFaults } from './faults/tenant-faults.js'
import { compileRedaction } from './journal/redaction/redaction.js'
import { createRecorder, type Recorder } from './journal/recorder.js'
import { createTenantJournals, type TenantJournals } from './journal/tenant-journals.js'
import type { Metrics } from './metrics/metrics.js'
import { createTenantRights, type TenantRights } from './rights/tenant-rights.js'
import { createTenantClocks, type TenantClocks } from './clock/tenant-clocks.js'

/** Parts of the server that a tester controls or observes, beside its data. */
export interface Controls {
  readonly clocks: TenantClocks
  readonly faults: TenantFaults
  /** The routes that fault rules apply to. */
  readonly apiRoutes: ApiRoutes
  readonly rights: TenantRights
  readonly journals: TenantJournals
  /** Undefined if nothing is recorded. */
  readonly recorder: Recorder | undefined
  /** Undefined if nothing is counted. */
  readonly metrics: Metrics | undefined
}

/** @param users the users of the users file, whose secrets the journal removes */
export function createControls (
  config: Pick<Config, 'journalSize' | 'controlToken'>, store: Store, metrics: Metrics | undefined, users: Users | undefined
): Controls {
  const clocks = createTenantClocks()
  const apiRoutes = createApiRoutes()
  const redactionOf = compileRedaction({ secrets: [config.controlToken, ...users?.secrets ?? []], userNames: users?.names ?? [] })
  const journals = createTenantJournals(config.journalSize, redactionOf)
  const recorder = config.journalSize > 0 ? createRecorder({ journals, clock: clocks, faultOf: ruleMetBy }) : undefined
  return { clocks, faults: createTenantFaults(apiRoutes, clocks), apiRoutes, rights: createTenantRights(store), journals, recorder, metrics }
}
