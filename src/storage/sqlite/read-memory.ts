import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import { prepareDataVersion } from './data-version.js'

const MOST_REMEMBERED = 1000

export interface ReadMemory<Value extends object> {
  /** What was read for the key, as long as nothing has been written since; else what is read now. Not for use within a transaction. */
  recall (key: string, read: () => Value | undefined): Value | undefined
  /** To be called when this connection has written. */
  forget (): void
}

/**
 * Remembers what was read until somebody writes. The file is asked once in each turn of the event loop whether another
 * process has: that locks it, as any read does, and the locks cost more than what is read.
 */
export function createReadMemory<Value extends object> (db: Database.Database): ReadMemory<Value> {
  const dataVersion = prepareDataVersion(db)
  const known = new LRUCache<string, Value>({ max: MOST_REMEMBERED })
  let version: unknown
  let isOfThisTurn = false

  function forgetIfChanged (): void {
    isOfThisTurn = true
    setImmediate(() => { isOfThisTurn = false })
    const current = dataVersion.get()
    if (current !== version) known.clear()
    version = current
  }

  return {
    recall (key, read) {
      if (!isOfThisTurn) forgetIfChanged()
      const remembered = known.get(key)
      if (remembered !== undefined) return remembered
      const value = read()
      if (value !== undefined) known.set(key, value)
      return value
    },
    forget: () => known.clear(),
  }
}
