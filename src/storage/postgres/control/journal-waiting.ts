import { setTimeout as delay } from 'node:timers/promises'
import type { JournalStore } from '../../journal-store.js'

/** Pause before each query for the last ids while clients wait. The query is necessary, because other replicas may receive the requests. */
const POLL_MS = 100

interface Waiter {
  readonly key: string
  readonly id: number
  readonly wake: () => void
}

interface JournalWaiting extends Pick<JournalStore, 'waitFor'> {
  /**
   * Called when requests of a tenant were stored, the last of them with the id `lastId`. Wakes the callers of `waitFor` for this tenant
   * whose `id` is less than `lastId`.
   */
  recorded (key: string, lastId: number): void
}

/**
 * Creates `waitFor`, and `recorded`, which wakes callers of `waitFor`. While clients wait, `readLastIds` is called repeatedly, one call at
 * a time, with the keys of the tenants whose requests the clients wait for.
 */
export function createJournalWaiting (readLastIds: (keys: readonly string[]) => Promise<ReadonlyMap<string, number>>): JournalWaiting {
  const waiters = new Set<Waiter>()
  let isPolling = false

  async function poll (): Promise<void> {
    isPolling = true
    while (waiters.size > 0) {
      await delay(POLL_MS)
      const present = [...waiters]
      // An error is ignored: while the database cannot be reached, the clients continue to wait.
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
