import { LRUCache } from 'lru-cache'

const MOST_REMEMBERED = 1000

export interface ReadMemory<Value extends object> {
  /** What was read for the key, as long as nothing has been written since; else what is read now. Not for use within a transaction. */
  recall (key: string, read: () => Value | undefined): Value | undefined
  /** To be called when somebody has written. */
  forget (): void
}

/** Remembers what was read until somebody writes. */
export function createReadMemory<Value extends object> (): ReadMemory<Value> {
  const known = new LRUCache<string, Value>({ max: MOST_REMEMBERED })

  return {
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
