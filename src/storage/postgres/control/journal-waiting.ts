import { setTimeout as delay } from 'node:timers/promises'
import type { JournalStore } from '../../journal-store.js'

/** Interval in which the ids are read while clients wait for requests that other replicas receive. */
const POLL_MS = 100

interface Waiter {
  readonly key: string
  readonly id: number
  readonly wake: () => void
}

interface JournalWaiting extends Pick<JournalStore, 'waitFor'> {
  /** Wakes the clients that wait for a request of a tenant after an id below `lastId`. */
  recorded (key: string, lastId: number): void
}

/** Creates `waitFor`. The ids of all tenants for which clients wait are read by one query. */
export function createJournalWaiting (readLastIds: (keys: readonly string[]) => Promise<ReadonlyMap<string, number>>): JournalWaiting {
  const waiters = new Set<Waiter>()
  let isPolling = false

  async function poll (): Promise<void> {
    isPolling = true
    while (waiters.size > 0) {
      await delay(POLL_MS)
      const present = [...waiters]
      // While the database cannot be reached, all clients continue to wait.
      const lastIds = await readLastIds([...new Set(present.map(({ key }) => key))]).catch(() => undefined)
      // Compared with `!==`, because the ids of a removed journal begin at 1 again.
      if (lastIds !== undefined) for (const { key, id, wake } of present) if (id !== (lastIds.get(key) ?? 0)) wake()
    }
    isPolling = false
  }

  return {
    recorded (key, lastId) {
      for (const waiter of waiters) if (waiter.key === key && lastId > waiter.id) waiter.wake()
    },
    async waitFor (tenant, id, patienceMs, signal) {
      const woken = new AbortController()
      const waiter = { key: tenant.toLowerCase(), id, wake: () => woken.abort() }
      const ends = [woken.signal, signal].filter(end => end !== undefined)
      waiters.add(waiter)
      if (!isPolling) poll()
      await delay(Math.max(0, patienceMs), undefined, { signal: AbortSignal.any(ends) }).catch(() => undefined)
      waiters.delete(waiter)
    },
  }
}
