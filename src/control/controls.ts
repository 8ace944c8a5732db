import type { Config } from '../config/config.js'
import type { ListedRoute } from '../http/route-list.js'
import type { Store } from '../storage/store.js'
import { createTenantClocks, type TenantClocks } from './clock/tenant-clocks.js'
import { createTenantFaults, type TenantFaults } from './faults/tenant-faults.js'
import { createTenantJournals, type TenantJournals } from './journal/tenant-journals.js'
import { createRecorder, type Recorder } from './journal/recorder.js'
import type { Metrics } from './metrics/metrics.js'
import { createTenantRights, type TenantRights } from './rights/tenant-rights.js'

/** What a tester can change of a running mock, beside its data, and can see of it. */
export interface Controls {
  readonly clocks: TenantClocks
  readonly faults: TenantFaults
  readonly rights: TenantRights
  readonly journals: TenantJournals
  readonly recorder: Recorder
  readonly metrics: Metrics
}

export interface ControlsOptions {
  readonly config: Pick<Config, 'control' | 'journalSize'>
  readonly store: Store
  readonly metrics: Metrics
  /** All routes of the server, of which faults name some. */
  readonly routes: readonly ListedRoute[]
}

export function createControls ({ config, store, metrics, routes }: ControlsOptions): Controls {
  const clocks = createTenantClocks()
  const journals = createTenantJournals(config.journalSize)
  const isRecording = config.control === 'on' && config.journalSize > 0
  return {
    clocks,
    faults: createTenantFaults(routes, clocks),
    rights: createTenantRights(store),
    journals,
    recorder: createRecorder({ journals, clock: clocks, isRecording }),
    metrics,
  }
}
