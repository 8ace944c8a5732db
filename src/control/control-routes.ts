import type { Config } from '../config/config.js'
import type { Routes } from '../http/routes.js'
import type { NamedSeeds } from '../storage/named-seeds.js'
import type { Store } from '../storage/store.js'
import type { Controls } from './controls.js'
import type { ControlFailures } from './failures.js'

interface ControlParts extends Controls {
  readonly config: Pick<Config, 'journalSize' | 'metrics' | 'writePolicy'>
  readonly store: Store
  /** The seeds in the folder of the setting SEEDS; undefined if no folder is set. */
  readonly seeds: NamedSeeds | undefined
  readonly failures: ControlFailures
  /** Aborted when the server begins to close. */
  readonly closing: AbortSignal
}

export type ControlRoutes = Routes<ControlParts>
