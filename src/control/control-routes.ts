import type { Config } from '../config/config.js'
import type { Routes } from '../http/routes.js'
import type { NamedSeeds } from '../storage/named-seeds.js'
import type { Store } from '../storage/store.js'
import type { Controls } from './controls.js'
import type { ControlFailures } from './failures.js'

interface ControlParts extends Controls {
  readonly config: Pick<Config, 'journalSize' | 'metrics' | 'writePolicy'>
  readonly store: Store
  /** The named seeds; undefined if the settings name no folder with them. */
  readonly seeds: NamedSeeds | undefined
  readonly failures: ControlFailures
  /** Aborts when the server closes: event streams and waiting verifications then end. */
  readonly closing: AbortSignal
}

/** A function that adds routes below `/_mock`. */
export type ControlRoutes = Routes<ControlParts>
