import type { Config } from '../config/config.js'
import type { Users } from '../config/users.js'
import type { ListedRoute } from '../http/route-list.js'
import type { ControlStore } from '../storage/control-store.js'
import type { JournalStore } from '../storage/journal-store.js'
import type { Store } from '../storage/store.js'
import { createTenantClocks, type TenantClocks } from './clock/tenant-clocks.js'
import { createTenantFaults, type TenantFaults } from './faults/tenant-faults.js'
import { compileRedaction } from './journal/redaction/redaction.js'
import { createRecorder, type Recorder } from './journal/recorder.js'
import { createTenantJournals, type TenantJournals } from './journal/tenant-journals.js'
import type { Metrics } from './metrics/metrics.js'
import { createTenantRights, type TenantRights } from './rights/tenant-rights.js'

/** The control state of a running mock, and its recorder and metrics. */
export interface Controls {
  readonly clocks: TenantClocks
  readonly faults: TenantFaults
  readonly rights: TenantRights
  readonly journals: TenantJournals
  readonly recorder: Recorder
  readonly metrics: Metrics
}

interface ControlsOptions {
  readonly config: Pick<Config, 'control' | 'controlToken' | 'journalPictures' | 'journalSize' | 'maxTenants'>
  readonly store: Store
  readonly control: ControlStore
  readonly journal: JournalStore
  readonly metrics: Metrics
  /** The users whose credentials are accepted; undefined unless AUTH is `users`. */
  readonly users: Users | undefined
  /** The routes of the server. The list is incomplete until the server is ready. */
  readonly routes: readonly ListedRoute[]
}

export function createControls ({ config, store, control, journal, metrics, users, routes }: ControlsOptions): Controls {
  const { maxTenants: mostTenants } = config
  const clocks = createTenantClocks(control, mostTenants)
  const compileRequestRedaction = compileRedaction({ secrets: [config.controlToken, ...users?.secrets ?? []], userNames: users?.names ?? [] })
  const journals = createTenantJournals({ store: journal, size: config.journalSize, compileRequestRedaction })
  const isRecording = config.control === 'on' && config.journalSize > 0
  return {
    clocks,
    faults: createTenantFaults({ control, routes, clock: clocks, mostTenants }),
    rights: createTenantRights(store, control, mostTenants),
    journals,
    recorder: createRecorder({ journals, clock: clocks, isRecording, mostPictureBytes: config.journalPictures }),
    metrics,
  }
}
