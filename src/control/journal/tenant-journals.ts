import { journalEmptyBySetting } from '../errors.js'
import { TenantMap } from '../rules/tenant-map.js'
import type { Call, NewCall } from './call.js'
import { createCallLog, type LoggedCall } from './call-log.js'
import { isSince, type Since } from './criteria.js'
import { entryOf, type JournalEntry } from './entry.js'
import { compileQuery, type JournalQuery } from './query.js'
import type { Verification, VerificationResult } from './verification.js'
import { createVerifier } from './verifier.js'

/** Most bytes of the calls of all tenants together. */
const MOST_BYTES = 16 * 1024 * 1024

export interface JournalList {
  /** The newest, the oldest of them first. */
  readonly Entries: JournalEntry[]
  /** Calls since the journal was cleared that are in it no more, for space. */
  readonly Dropped: number
}

/** The calls of one tenant. */
interface Journal {
  /** Where the last calls begin in the log, of which the first may be dropped, and when they were. */
  starts: number[]
  times: number[]
  /** Wakes those who wait for a call. */
  readonly waiting: Set<() => void>
  lastId: number
  /** The last call when it was cleared. */
  clearedId: number
  /** The latest time of calls that are in the list no more. */
  droppedTime: number
}

/** A part of a journal. */
export interface Calls {
  readonly calls: readonly LoggedCall[]
  /** How many that were dropped may belong to it. */
  readonly dropped: number
  /** The id of the last call of the tenant; 0 when there was none. */
  readonly lastId: number
  /** What that was when the journal was cleared last. */
  readonly clearedId: number
}

export interface TenantJournals {
  /** Records a call and returns where its entry begins in the log. */
  record (tenant: string, call: NewCall): number
  /** Marks the call that begins there as one whose connection was closed before the whole response was sent. */
  markCutOff (start: number): void
  /** @throws ApiError 400 for a query that no call can answer */
  list (tenant: string, query?: JournalQuery): JournalList
  find (tenant: string, id: number): JournalEntry | undefined
  clear (tenant: string): void
  /** Forgets a tenant that there is no more. */
  remove (tenant: string): void
  /** The calls that are there. */
  after (tenant: string, since: Since): Calls
  /** Waits for a call behind the id, at most so long, or until the signal. */
  waitFor (tenant: string, id: number, patienceMs: number, signal?: AbortSignal): Promise<void>
  /** What a call says, unless it was dropped. */
  read (call: LoggedCall): Call | undefined
  /**
   * Waits as long as the verification says, or until the signal ends it, and tells how it stands then.
   * @throws ApiError 400 for one that can never hold, or when no call is kept
   */
  verify (tenant: string, verification: Verification, signal?: AbortSignal): Promise<VerificationResult>
  /** How many calls of all tenants are kept, and how many are not any more, for space. */
  counts (): { readonly kept: number, readonly dropped: number }
}

/** Journals of tenants, the last so many calls of each; a tenant of which nobody asks and that is not called costs nothing. */
export function createTenantJournals (size: number): TenantJournals {
  const journals = new TenantMap<Journal>()
  const log = createCallLog(MOST_BYTES, () => { for (const journal of journals.values()) trim(journal) })

  const foundOf = (tenant: string) => journals.get(tenant) ?? createJournal()

  function journalOf (tenant: string): Journal {
    const known = journals.get(tenant)
    if (known !== undefined) return known
    const journal = createJournal()
    journals.set(tenant, journal)
    return journal
  }

  /** The place in the lists of the first that is not dropped. */
  function firstKept ({ starts }: Journal): number {
    const first = starts.findIndex(log.isKept)
    return first < 0 ? starts.length : Math.max(first, starts.length - size)
  }

  /** The calls behind an id that are not dropped. */
  function keptOf (journal: Journal, id = 0): LoggedCall[] {
    const { starts, times, lastId } = journal
    const first = Math.max(firstKept(journal), starts.length - Math.max(0, lastId - id))
    const firstId = lastId - starts.length + 1 + first
    return starts.slice(first).map((start, index) => ({ id: firstId + index, start, time: Number(times[first + index]) }))
  }

  /** Takes those from the lists that are dropped. */
  function trim (journal: Journal): void {
    const first = firstKept(journal)
    journal.droppedTime = droppedTimeOf(journal, first)
    journal.starts = journal.starts.slice(first)
    journal.times = journal.times.slice(first)
  }

  function droppedTimeOf ({ times, droppedTime }: Journal, first: number): number {
    return times.slice(0, first).reduce((latest, time) => Math.max(latest, time), droppedTime)
  }

  /** How many calls that were dropped may be among those that are asked for: of their times only the latest is known. */
  function droppedOf (journal: Journal, since: Since): number {
    const first = firstKept(journal)
    const lastDropped = journal.lastId - journal.starts.length + first
    if ('time' in since) return droppedTimeOf(journal, first) < since.time ? 0 : lastDropped - journal.clearedId
    return Math.max(0, lastDropped - Math.max(journal.clearedId, since.id))
  }

  const read = (call: LoggedCall) => log.isKept(call.start) ? log.read(call) : undefined

  function after (tenant: string, since: Since): Calls {
    const journal = foundOf(tenant)
    const calls = 'id' in since ? keptOf(journal, since.id) : keptOf(journal).filter(call => isSince(call, since))
    return { calls, dropped: droppedOf(journal, since), lastId: journal.lastId, clearedId: journal.clearedId }
  }

  async function waitFor (tenant: string, id: number, patienceMs: number, signal?: AbortSignal): Promise<void> {
    const { waiting, lastId } = journalOf(tenant)
    if (lastId > id || patienceMs <= 0 || signal?.aborted === true) return
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
  }

  function clear (tenant: string): void {
    const journal = foundOf(tenant)
    journal.starts = []
    journal.times = []
    journal.clearedId = journal.lastId
    journal.droppedTime = -Infinity
  }

  const verify = createVerifier({ after, waitFor, read })

  return {
    record (tenant, call) {
      const journal = journalOf(tenant)
      journal.lastId++
      // Not within the call of push: to write may trim the lists.
      const start = log.write(call)
      journal.starts.push(start)
      journal.times.push(call.time)
      // Some at a time: to take the first from a long list may mean to move all others.
      if (journal.starts.length > size * 2) trim(journal)
      for (const wake of journal.waiting) wake()
      return start
    },
    markCutOff: log.markCutOff,
    list (tenant, query = {}) {
      const { criterion, since, limit } = compileQuery(query)
      const calls = after(tenant, since).calls.filter(call => criterion.differences(log.read(call)).length === 0)
      return { Entries: calls.slice(-limit).map(call => entryOf(log.read(call))), Dropped: droppedOf(foundOf(tenant), { id: 0 }) }
    },
    find (tenant, id) {
      const call = keptOf(foundOf(tenant)).find(call => call.id === id)
      return call && entryOf(log.read(call))
    },
    clear,
    remove (tenant) {
      clear(tenant)
      // Who waits goes on to wait for calls of the same name, whose ids go on.
      if (foundOf(tenant).waiting.size === 0) journals.delete(tenant)
    },
    after,
    waitFor,
    read,
    async verify (tenant, verification, signal) {
      if (size === 0) throw journalEmptyBySetting()
      return verify(tenant, verification, signal)
    },
    counts () {
      const all = [...journals.values()]
      return {
        kept: all.reduce((kept, journal) => kept + journal.starts.length - firstKept(journal), 0),
        dropped: all.reduce((dropped, journal) => dropped + droppedOf(journal, { id: 0 }), 0),
      }
    },
  }
}

const createJournal = (): Journal => ({ starts: [], times: [], waiting: new Set(), lastId: 0, clearedId: 0, droppedTime: -Infinity })
