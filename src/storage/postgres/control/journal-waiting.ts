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
  /** Wakes those who wait for a request of a tenant after the id. */
  recorded (key: string, lastId: number): void
}

/** Lets clients wait for requests. Their tenants are looked up together. */
export function createJournalWaiting (readLastIds: (keys: readonly string[]) => Promise<ReadonlyMap<string, number>>): JournalWaiting {
  const waiters = new Set<Waiter>()
  let isPolling = false

  async function poll (): Promise<void> {
    isPolling = true
    while (waiters.size > 0) {
      await delay(POLL_MS)
      const present = [...waiters]
      // While the database is gone, all clients go on waiting.
      const lastIds = await readLastIds([...new Set(present.map(({ key }) => key))]).catch(() => undefined)
      // The ids of a journal that was forgotten begin again.
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
