import { assertDefined } from '../../errors/assert-defined.js'
import { journalEmptyBySetting } from '../errors.js'
import { TenantMap } from '../../storage/tenant-map.js'
import type { Call, NewCall } from './call.js'
import { createCallLog, type LoggedCall } from './call-log.js'
import { isSince, type Since } from './criteria.js'
import { entryOf, type JournalEntry } from './entry.js'
import { compileQuery, type JournalQuery } from './query.js'
import type { Redaction } from './redaction/redaction.js'
import { takeTurn } from '../../http/turns.js'
import { createVerifier, type JournalPart, type JournalReader, type Verifier } from './verifier.js'

/** Limit of the bytes kept for all tenants together: thousands of usual requests, and little compared with the process itself. */
const MOST_BYTES = 16 * 1024 * 1024

interface TenantJournalsOptions {
  /** Limit of the requests kept for each tenant. */
  readonly size: number
  /** Limit of the tenants that have a journal. */
  readonly mostTenants: number
  /** Compiles the redaction of a request. */
  readonly redactionOf: (call: Call) => Redaction
}

interface JournalList<Entry> {
  /** The newest requests in the order of their ids. */
  readonly Entries: Entry[]
  /** Requests dropped for space since the journal was cleared. */
  readonly Dropped: number
}

/** The journal of one tenant. */
interface Journal {
  /** Positions in the log and times (milliseconds since 1970) of the last requests. The first of them may already be overwritten. */
  starts: number[]
  times: number[]
  /** Called when a request is recorded. */
  readonly waiting: Set<() => void>
  lastId: number
  /** Id of the last request when the journal was cleared. */
  clearedId: number
  /** Latest time of the requests removed from the lists. */
  droppedTime: number
}

export interface TenantJournals extends JournalReader, Verifier {
  /** Records a request and returns its position in the log. */
  record (tenant: string, call: NewCall): number
  /** Marks the request at the position as cut off: its connection was closed before the whole response was sent. */
  markCutOff (start: number): void
  /**
   * Lists the matching requests, each as `write` returns it.
   * @throws ApiError 400 for a query that no request can match
   */
  list<Entry> (tenant: string, query: JournalQuery, write: (call: Call) => Entry): Promise<JournalList<Entry>>
  find (tenant: string, id: number): JournalEntry | undefined
  clear (tenant: string): void
  /** Removes the journal of a deleted tenant. */
  remove (tenant: string): void
  /** Returns the names of the tenants whose journal has entries. */
  tenants (): string[]
  /** Returns the entry of a request, without its secrets. */
  show (call: Call): JournalEntry
  /** Returns the numbers of kept and of dropped requests of all tenants. */
  counts (): { readonly kept: number, readonly dropped: number }
}

/** Creates the journals of all tenants. A tenant without requests takes no memory. */
export function createTenantJournals ({ size, mostTenants, redactionOf }: TenantJournalsOptions): TenantJournals {
  const journals = new TenantMap<Journal>()
  const log = createCallLog(MOST_BYTES, () => { for (const journal of journals.values()) trim(journal) })

  const foundOf = (tenant: string) => journals.get(tenant) ?? createJournal()

  function journalOf (tenant: string): Journal {
    const known = journals.get(tenant)
    if (known !== undefined) return known
    if (journals.size >= mostTenants) forgetOldest()
    const journal = createJournal()
    journals.set(tenant, journal)
    return journal
  }

  /** Removes the journal whose last request is the oldest, except journals with waiting clients. */
  function forgetOldest (): void {
    let oldest = ''
    let least = Infinity
    for (const [tenant, { starts, waiting }] of journals) {
      const last = starts.at(-1) ?? -1
      if (waiting.size > 0 || last >= least) continue
      oldest = tenant
      least = last
    }
    journals.delete(oldest)
  }

  /** Returns the index in the lists of the first request that is not dropped. */
  function firstKept ({ starts }: Journal): number {
    const first = starts.findIndex(log.isKept)
    return first < 0 ? starts.length : Math.max(first, starts.length - size)
  }

  /** Returns the requests after an id that are not dropped. */
  function keptOf (journal: Journal, id = 0): LoggedCall[] {
    const { starts, times, lastId } = journal
    const first = Math.max(firstKept(journal), starts.length - Math.max(0, lastId - id))
    const firstId = lastId - starts.length + 1 + first
    return starts.slice(first).map((start, index) =>
      ({ id: firstId + index, start, time: assertDefined(times[first + index], 'A recorded request has no time.') }))
  }

  /** Removes the dropped requests from the lists. */
  function trim (journal: Journal): void {
    const first = firstKept(journal)
    journal.droppedTime = droppedTimeOf(journal, first)
    journal.starts = journal.starts.slice(first)
    journal.times = journal.times.slice(first)
  }

  function droppedTimeOf ({ times, droppedTime }: Journal, first: number): number {
    return times.slice(0, first).reduce((latest, time) => Math.max(latest, time), droppedTime)
  }

  /** Returns the number of dropped requests that may match. Only the latest of their times is known. */
  function droppedOf (journal: Journal, since: Since): number {
    const first = firstKept(journal)
    const lastDropped = journal.lastId - journal.starts.length + first
    if ('time' in since) return droppedTimeOf(journal, first) < since.time ? 0 : lastDropped - journal.clearedId
    return Math.max(0, lastDropped - Math.max(journal.clearedId, since.id))
  }

  const show = (call: Call) => entryOf(call, redactionOf(call))
  const read = (call: LoggedCall) => log.isKept(call.start) ? log.read(call) : undefined

  function after (tenant: string, since: Since): JournalPart {
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

  const verify = createVerifier({ after, waitFor, read }, redactionOf)

  return {
    record (tenant, call) {
      const journal = journalOf(tenant)
      journal.lastId++
      // Must be before push, because writing may replace the lists.
      const start = log.write(call)
      journal.starts.push(start)
      journal.times.push(call.time)
      // Removes many at a time, because removing the first item of an array moves all others.
      if (journal.starts.length > size * 2) trim(journal)
      for (const wake of journal.waiting) wake()
      return start
    },
    markCutOff: log.markCutOff,
    async list<Entry> (tenant: string, query: JournalQuery, write: (call: Call) => Entry) {
      const { criterion, since, limit } = compileQuery(query)
      const entries: Entry[] = []
      for (const logged of after(tenant, since).calls.toReversed()) {
        await takeTurn()
        // It may have been dropped during a turn of the event loop.
        const call = read(logged)
        if (call !== undefined && criterion.differences(call).length === 0) entries.push(write(call))
        if (entries.length === limit) break
      }
      return { Entries: entries.reverse(), Dropped: droppedOf(foundOf(tenant), { id: 0 }) }
    },
    find (tenant, id) {
      const call = keptOf(foundOf(tenant)).find(call => call.id === id)
      return call && show(log.read(call))
    },
    clear,
    remove (tenant) {
      clear(tenant)
      // Waiting clients continue with a new tenant of this name, whose ids continue as well.
      if (foundOf(tenant).waiting.size === 0) journals.delete(tenant)
    },
    tenants: () => journals.names().filter(tenant => firstKept(foundOf(tenant)) < foundOf(tenant).starts.length),
    after,
    waitFor,
    read,
    show,
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
