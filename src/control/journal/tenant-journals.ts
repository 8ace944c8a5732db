import { journalEmptyBySetting } from '../../errors.js'
import { bytesOf, type Call } from './call.js'
import { isSince, type Since } from './criteria.js'
import { entryOf, type JournalEntry } from './entry.js'
import { compileQuery, type JournalQuery } from './query.js'
import { createQueue, type Queue } from './queue.js'
import type { Verification, VerificationResult } from './verification.js'
import { createVerifier } from './verifier.js'

/** Most bytes of the calls of all tenants together. */
const MOST_BYTES = 16 * 1024 * 1024

/** A call before it has its id. */
export type NewCall = Omit<Call, 'id'>

export interface JournalList {
  /** The newest, the oldest of them first. */
  readonly Entries: JournalEntry[]
  /** Calls since the journal was cleared that are in it no more, for space. */
  readonly Dropped: number
}

/** The calls of one tenant. */
interface Journal {
  readonly calls: Queue<Kept>
  readonly followers: Set<(call: Call) => void>
  lastId: number
  /** The last call when it was cleared. */
  clearedId: number
  /** The latest time of calls that were dropped. */
  droppedTime: number
}

const createJournal = (): Journal => ({ calls: createQueue(), followers: new Set(), lastId: 0, clearedId: 0, droppedTime: -Infinity })

interface Kept extends Call {
  readonly journal: Journal
  readonly bytes: number
}

/** What a follower of a journal begins with: the calls that are there, and how many of those it asks for were dropped. */
export interface Following {
  readonly calls: readonly Call[]
  readonly dropped: number
  stop (): void
}

export interface TenantJournals {
  record (tenant: string, call: NewCall): void
  /** @throws ApiError 400 for a query that no call can answer */
  list (tenant: string, query?: JournalQuery): JournalList
  find (tenant: string, id: number): JournalEntry | undefined
  clear (tenant: string): void
  /** Forgets a tenant that there is no more. */
  remove (tenant: string): void
  /** Tells of each call that comes, after those that are there. */
  follow (tenant: string, since: Since, onCall: (call: Call) => void): Following
  /**
   * Waits as long as the verification says, or until the signal ends it, and tells how it stands then.
   * @throws ApiError 400 for one that can never hold, or when no call is kept
   */
  verify (tenant: string, verification: Verification, signal?: AbortSignal): Promise<VerificationResult>
}

/** Journals of tenants, the last so many calls of each; a tenant of which nobody asks and that is not called costs nothing. */
export function createTenantJournals (size: number): TenantJournals {
  const journals = new Map<string, Journal>()
  const all = createQueue<Kept>()
  let bytes = 0

  /** Tenants are found in any case. */
  const foundOf = (tenant: string) => journals.get(tenant.toLowerCase()) ?? createJournal()

  function journalOf (tenant: string): Journal {
    const name = tenant.toLowerCase()
    const journal = journals.get(name) ?? createJournal()
    if (journal.lastId === 0) journals.set(name, journal)
    return journal
  }

  function forget (call: Kept): void {
    all.delete(call)
    call.journal.calls.delete(call)
    bytes -= call.bytes
  }

  function drop (call: Kept): void {
    forget(call)
    call.journal.droppedTime = Math.max(call.journal.droppedTime, call.time)
  }

  function clear (journal: Journal): void {
    for (const call of journal.calls) forget(call)
    journal.clearedId = journal.lastId
    journal.droppedTime = -Infinity
  }

  /** How many calls that were dropped may be among those that are asked for: of their times only the latest is known. */
  function droppedOf ({ calls, lastId, clearedId, droppedTime }: Journal, since: Since): number {
    const [oldest] = calls
    const lastDropped = (oldest?.id ?? lastId + 1) - 1
    if ('time' in since) return droppedTime < since.time ? 0 : lastDropped - clearedId
    return Math.max(0, lastDropped - Math.max(clearedId, since.id))
  }

  const follow: TenantJournals['follow'] = (tenant, since, onCall) => {
    const journal = journalOf(tenant)
    const follower = (call: Call) => { if (isSince(call, since)) onCall(call) }
    journal.followers.add(follower)
    return {
      calls: [...journal.calls].filter(call => isSince(call, since)),
      dropped: droppedOf(journal, since),
      stop: () => { journal.followers.delete(follower) },
    }
  }
  const verify = createVerifier(follow)

  return {
    record (tenant, call) {
      const journal = journalOf(tenant)
      journal.lastId++
      const kept: Kept = { ...call, id: journal.lastId, journal, bytes: bytesOf(call) }
      journal.calls.add(kept)
      all.add(kept)
      bytes += kept.bytes
      journal.calls.dropWhile(() => journal.calls.size > size, drop)
      all.dropWhile(() => bytes > MOST_BYTES, drop)
      for (const follower of journal.followers) follower(kept)
    },
    list (tenant, query = {}) {
      const { criterion, since, limit } = compileQuery(query)
      const journal = foundOf(tenant)
      const calls = [...journal.calls].filter(call => isSince(call, since) && criterion.differences(call).length === 0)
      return { Entries: calls.slice(-limit).map(entryOf), Dropped: droppedOf(journal, { id: 0 }) }
    },
    find (tenant, id) {
      const call = [...foundOf(tenant).calls].find(call => call.id === id)
      return call && entryOf(call)
    },
    clear: tenant => clear(foundOf(tenant)),
    remove (tenant) {
      clear(foundOf(tenant))
      journals.delete(tenant.toLowerCase())
    },
    follow,
    async verify (tenant, verification, signal) {
      if (size === 0) throw journalEmptyBySetting()
      return verify(tenant, verification, signal)
    },
  }
}
