import { setImmediate as nextPhase } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import { prepareDataVersion } from './data-version.js'

const MOST_REMEMBERED = 1000

export interface ReadMemory<Value extends object> {
  /**
   * Waits for the end of this turn of the event loop, and forgets what another process has changed until then. To be called
   * before `recall`.
   * @throws SqliteError when the database cannot be asked
   */
  refresh (): Promise<void>
  /** What was read for the key, as long as nothing has been written since; else what is read now. Not for use within a transaction. */
  recall (key: string, read: () => Value | undefined): Value | undefined
  /** To be called when this connection has written. */
  forget (): void
}

/**
 * Remembers what was read until somebody writes. The file is asked once in each turn of the event loop whether another
 * process has: that locks it, as any read does, and the locks cost more than what is read. Whoever reads in a turn goes on
 * at its end, one behind the other: answers that are sent in a row wake up a caller once, which costs a tenth of an answer.
 */
export function createReadMemory<Value extends object> (db: Database.Database): ReadMemory<Value> {
  const dataVersion = prepareDataVersion(db)
  const known = new LRUCache<string, Value>({ max: MOST_REMEMBERED })
  let version: unknown
  let refreshing: Promise<void> | undefined

  async function forgetIfChanged (): Promise<void> {
    await nextPhase()
    refreshing = undefined
    const current = dataVersion.get()
    if (current !== version) known.clear()
    version = current
  }

  return {
    refresh: () => (refreshing ??= forgetIfChanged()),
    recall (key, read) {
      const remembered = known.get(key)
      if (remembered !== undefined) return remembered
      const value = read()
      if (value !== undefined) known.set(key, value)
      return value
    },
    forget: () => known.clear(),
  }
}
