import type { ControlStore } from './control-store.js'
import type { JournalStore } from './journal-store.js'
import type { Store } from './store.js'

/** Closing `store` closes the database. */
export interface Storage {
  readonly store: Store
  readonly control: ControlStore
  readonly journal: JournalStore
}
