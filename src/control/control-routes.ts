import type { Config } from '../config/config.js'
import type { Routes } from '../http/routes.js'
import type { NamedSeeds } from '../storage/named-seeds.js'
import type { Store } from '../storage/store.js'
import type { Controls } from './controls.js'
import type { ControlFailures } from './failures.js'

interface ControlParts extends Controls {
  readonly config: Pick<Config, 'journalSize' | 'metrics' | 'writePolicy'>
  readonly store: Store
  /** The named seeds; undefined if no folder of them is set. */
  readonly seeds: NamedSeeds | undefined
  readonly failures: ControlFailures
  /** Ends event streams and waiting verifications. */
  readonly closing: AbortSignal
}

/** Adds routes below `/_mock`. */
export type ControlRoutes = Routes<ControlParts>
