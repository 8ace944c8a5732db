import { setTimeout as delay } from 'node:timers/promises'
import type { JournalStore } from '../../journal-store.js'

/**
 * Pause before each query for the last ids of journals while clients wait. Polling is necessary, because another replica may receive the
 * request for which a client waits.
 */
const POLL_MS = 100

interface Waiter {
  readonly key: string
  readonly id: number
  readonly wake: () => void
}

interface JournalWaiting extends Pick<JournalStore, 'waitFor'> {
  /**
   * Wakes the callers of `waitFor` that passed an `id` below `lastId` and the tenant with the key `key`. The key is the tenant's name in
   * lower case.
   */
  recorded (key: string, lastId: number): void
}

/** @param readLastIds called repeatedly, but never concurrently, with the keys of the tenants for which clients wait, if any */
export function createJournalWaiting (readLastIds: (keys: readonly string[]) => Promise<ReadonlyMap<string, number>>): JournalWaiting {
  const waiters = new Set<Waiter>()
  let isPolling = false

  async function poll (): Promise<void> {
    isPolling = true
    while (waiters.size > 0) {
      await delay(POLL_MS)
      const present = [...waiters]
      // An error is ignored, so that clients continue to wait while the database cannot be reached.
      const lastIds = await readLastIds([...new Set(present.map(({ key }) => key))]).catch(() => undefined)
      // A last id below `id` wakes the client as well, because ids begin at 1 again after the row of a journal was deleted.
      if (lastIds !== undefined) for (const { key, id, wake } of present) if (id !== (lastIds.get(key) ?? 0)) wake()
    }
    isPolling = false
  }

  return {
    recorded (key, lastId) {
      for (const waiter of waiters) if (waiter.key === key && lastId > waiter.id) waiter.wake()
    },
    async waitFor (tenant, id, patienceMs, signal) {
      // `readLastIds` protects the journals of the clients in `waiters` from removal by `addJournal`. A call without a waiting time must
      // not protect the journal, so it adds no waiter.
      if (patienceMs <= 0) return
      const woken = new AbortController()
      const waiter = { key: tenant.toLowerCase(), id, wake: () => woken.abort() }
      const ends = [woken.signal, signal].filter(end => end !== undefined)
      waiters.add(waiter)
      if (!isPolling) poll()
      await delay(patienceMs, undefined, { signal: AbortSignal.any(ends) }).catch(() => undefined)
      waiters.delete(waiter)
    },
  }
}
