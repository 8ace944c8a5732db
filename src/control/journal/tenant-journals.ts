import type { JournalStore } from '../../storage/journal-store.js'
import { journalEmptyBySetting } from '../errors.js'
import type { Call, NewCall } from './call.js'
import { readCall, writeCall } from './call-bytes.js'
import { entryOf, type JournalEntry } from './entry.js'
import { compileQuery, type JournalQuery } from './query.js'
import type { Redaction } from './redaction/redaction.js'
import { createVerifier, type JournalReader, type Verifier } from './verifier.js'

interface TenantJournalsOptions {
  readonly store: JournalStore
  /** Limit of the requests kept for each tenant; with 0, no request is recorded. */
  readonly size: number
  /** Compiles the redaction of a request. */
  readonly redactionOf: (call: Call) => Redaction
}

interface JournalList<Entry> {
  /** The newest requests in the order of their ids. */
  readonly Entries: Entry[]
  /** Requests dropped for space since the journal was cleared. */
  readonly Dropped: number
}

export interface TenantJournals extends JournalReader, Verifier, Pick<JournalStore, 'pageSize' | 'markCutOff' | 'clear' | 'remove' | 'tenants' | 'counts'> {
  /** Records a request and returns its place in the journal. */
  record (tenant: string, call: NewCall): number | Promise<number>
  /**
   * Lists the matching requests, each as `write` returns it.
   * @throws ApiError 400 for a query that no request can match
   */
  list<Entry> (tenant: string, query: JournalQuery, write: (call: Call) => Entry): Promise<JournalList<Entry>>
  find (tenant: string, id: number): Promise<JournalEntry | undefined>
  /** Returns the entry of a request, without its secrets. */
  show (call: Call): JournalEntry
}

/** Creates the journals of all tenants. */
export function createTenantJournals ({ store, size, redactionOf }: TenantJournalsOptions): TenantJournals {
  const show = (call: Call) => entryOf(call, redactionOf(call))

  const each: JournalReader['each'] = (tenant, calls, visit) =>
    store.each(tenant, calls, (entry, logged) => visit(entry && readCall(entry, logged), logged))

  const verify = createVerifier({ after: store.after, waitFor: store.waitFor, each }, redactionOf)

  return {
    ...store,
    each,
    record: (tenant, call) => store.append(tenant, writeCall(call)),
    async list<Entry> (tenant: string, query: JournalQuery, write: (call: Call) => Entry) {
      const { criterion, since, limit } = compileQuery(query)
      const entries: Entry[] = []
      const { calls } = await store.after(tenant, since)
      await each(tenant, calls.toReversed(), call => {
        if (call !== undefined && criterion.differences(call).length === 0) entries.push(write(call))
        return entries.length < limit
      })
      return { Entries: entries.reverse(), Dropped: (await store.after(tenant, { id: 0 })).dropped }
    },
    async find (tenant, id) {
      const { calls } = await store.after(tenant, { id: id - 1 })
      const found: JournalEntry[] = []
      await each(tenant, calls.filter(call => call.id === id), call => { if (call !== undefined) found.push(show(call)) })
      return found[0]
    },
    show,
    async verify (tenant, verification, signal) {
      if (size === 0) throw journalEmptyBySetting()
      return verify(tenant, verification, signal)
    },
  }
}
