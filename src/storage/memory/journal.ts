import { assertDefined } from '../../errors/assert-defined.js'
import { takeTurn } from '../../http/turns.js'
import { isSince, type JournalStore, type EntryReference, type Since } from '../journal-store.js'
import { TenantMap } from '../tenant-map.js'
import { createEntryLog } from './entry-log.js'

/** Maximum number of bytes of the entries of all tenants together. */
const MOST_BYTES = 16 * 1024 * 1024

interface MemoryJournalOptions {
  /** Maximum number of requests that are kept for each tenant. */
  readonly size: number
  /**
   * Maximum number of tenants that have a journal. For a further tenant, a journal is removed. Journals for whose next request clients
   * wait are not removed, even if the maximum is exceeded.
   */
  readonly mostTenants: number
}

interface Journal {
  /** Positions in `log` of the entries of the last requests, in ascending order. The oldest of these entries may have been overwritten. */
  places: number[]
  /** Times of the same requests, in milliseconds since 1970. */
  times: number[]
  /** Functions that end the waiting of clients. */
  readonly waiting: Set<() => void>
  lastId: number
  /** The value of `lastId` when the journal was last cleared; 0 if it never was. */
  clearedId: number
  /**
   * Latest time of the requests that `trim` removed from `places` and `times` since the journal was last cleared; -Infinity if `trim` has
   * removed no request since then.
   */
  droppedTime: number
}

/** Creates journals in the memory of this process. */
export function createMemoryJournal ({ size, mostTenants }: MemoryJournalOptions): JournalStore {
  const journals = new TenantMap<Journal>()
  const log = createEntryLog(MOST_BYTES, () => { for (const journal of journals.values()) trim(journal) })

  const findJournal = (tenant: string) => journals.get(tenant) ?? createJournal()

  function openJournal (tenant: string): Journal {
    const known = journals.get(tenant)
    if (known !== undefined) return known
    if (journals.size >= mostTenants) forgetOldest()
    const journal = createJournal()
    journals.set(tenant, journal)
    return journal
  }

  /** Removes a journal without entries, or else the journal whose last request is the oldest. Skips journals for which clients wait. */
  function forgetOldest (): void {
    let oldest = ''
    let least = Infinity
    for (const [tenant, { places, waiting }] of journals) {
      const last = places.at(-1) ?? -1
      if (waiting.size > 0 || last >= least) continue
      oldest = tenant
      least = last
    }
    journals.delete(oldest)
  }

  /** Returns the index of the first kept request in `places` and `times`; the length of these arrays if no request is kept. */
  function firstKept ({ places }: Journal): number {
    const first = places.findIndex(log.isKept)
    return first < 0 ? places.length : Math.max(first, places.length - size)
  }

  /** Returns references to the kept requests with ids above `id`. */
  function listKept (journal: Journal, id = 0): EntryReference[] {
    const { places, times, lastId } = journal
    const first = Math.max(firstKept(journal), places.length - Math.max(0, lastId - id))
    const firstId = lastId - places.length + 1 + first
    return places.slice(first).map((place, index) =>
      ({ id: firstId + index, place, time: assertDefined(times[first + index], 'A recorded request has no time.') }))
  }

  function trim (journal: Journal): void {
    const first = firstKept(journal)
    journal.droppedTime = findDroppedTime(journal, first)
    journal.places = journal.places.slice(first)
    journal.times = journal.times.slice(first)
  }

  /**
   * Returns the latest time of all requests that were dropped since the journal was last cleared. The requests before the index `first` are
   * dropped, although their times are still in `times`.
   */
  function findDroppedTime ({ times, droppedTime }: Journal, first: number): number {
    return times.slice(0, first).reduce((latest, time) => Math.max(latest, time), droppedTime)
  }

  /**
   * Returns the number of dropped requests that `since` may select. Requests before the last clearing of the journal do not count. If
   * `since` is a time, the result is 0 or the number of all dropped requests, because `trim` stores only the latest of their times.
   */
  function countDropped (journal: Journal, since: Since): number {
    const first = firstKept(journal)
    const lastDropped = journal.lastId - journal.places.length + first
    if ('time' in since) return findDroppedTime(journal, first) < since.time ? 0 : lastDropped - journal.clearedId
    return Math.max(0, lastDropped - Math.max(journal.clearedId, since.id))
  }

  function clear (tenant: string): void {
    const journal = findJournal(tenant)
    journal.places = []
    journal.times = []
    journal.clearedId = journal.lastId
    journal.droppedTime = -Infinity
  }

  return {
    pageSize: 1,
    append (tenant, entry) {
      const journal = openJournal(tenant)
      journal.lastId++
      // The arrays `places` and `times` must be accessed only after this call, because `log.write` may call `trim`, which replaces them.
      const place = log.write(entry)
      journal.places.push(place)
      journal.times.push(entry.time)
      // The arrays are not trimmed for each request, because `trim` copies them.
      if (journal.places.length > size * 2) trim(journal)
      for (const wake of journal.waiting) wake()
      return place
    },
    markCutOff: (_tenant, place) => log.markCutOff(place),
    after (tenant, since) {
      const journal = findJournal(tenant)
      const references = 'id' in since ? listKept(journal, since.id) : listKept(journal).filter(reference => isSince(reference, since))
      return { references, dropped: countDropped(journal, since), lastId: journal.lastId, clearedId: journal.clearedId }
    },
    async each (_tenant, references, visit) {
      for (const reference of references) {
        await takeTurn()
        // The entry may have been overwritten since the references were listed.
        if (visit(log.isKept(reference.place) ? log.read(reference.place) : undefined, reference) === false) return
      }
    },
    async waitFor (tenant, id, patienceMs, signal) {
      // A call without a waiting time must not open a journal, because another tenant's journal could be removed for it.
      if (patienceMs <= 0 || signal?.aborted === true) return
      const { waiting, lastId } = openJournal(tenant)
      if (lastId > id) return
      await new Promise<void>(resolve => {
        function wake (): void {
          clearTimeout(timer)
          waiting.delete(wake)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const timer = setTimeout(wake, patienceMs)
        waiting.add(wake)
        signal?.addEventListener('abort', wake)
      })
    },
    clear,
    remove (tenant) {
      clear(tenant)
      // If clients wait, the journal is kept, because a tenant of the same name can be created later and receive the request for which the
      // clients wait.
      if (findJournal(tenant).waiting.size === 0) journals.delete(tenant)
    },
    tenants: () => journals.names().filter(tenant => firstKept(findJournal(tenant)) < findJournal(tenant).places.length),
    counts () {
      const all = [...journals.values()]
      return {
        kept: all.reduce((kept, journal) => kept + journal.places.length - firstKept(journal), 0),
        dropped: all.reduce((dropped, journal) => dropped + countDropped(journal, { id: 0 }), 0),
      }
    },
  }
}

const createJournal = (): Journal => ({ places: [], times: [], waiting: new Set(), lastId: 0, clearedId: 0, droppedTime: -Infinity })
