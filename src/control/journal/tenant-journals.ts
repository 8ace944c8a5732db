import type { JournalStore } from '../../storage/journal-store.js'
import { journalEmptyBySetting } from '../errors.js'
import type { RecordedRequest, CompletedRequest } from './recorded-request.js'
import { readRequest, writeRequest } from './request-bytes.js'
import { createJournalEntry, type JournalEntry } from './entry.js'
import { compileQuery, type JournalQuery } from './query.js'
import type { Redaction } from './redaction/redaction.js'
import { createVerifier, type JournalReader, type Verifier } from './verifier.js'

interface TenantJournalsOptions {
  readonly store: JournalStore
  /** The setting JOURNAL_SIZE. The store enforces it. */
  readonly size: number
  readonly compileRequestRedaction: (recorded: RecordedRequest) => Redaction
}

interface JournalList<Entry> {
  /** The newest matching requests, in the order of their ids. */
  readonly Entries: Entry[]
  /** Number of requests that were dropped to free space since the journal was created or last cleared. */
  readonly Dropped: number
}

export interface TenantJournals extends JournalReader, Verifier, Pick<JournalStore, 'pageSize' | 'markCutOff' | 'clear' | 'remove' | 'tenants' | 'counts'> {
  /** Records a request. Returns the place of the entry for `markCutOff`; the place is not always the id. */
  record (tenant: string, recorded: CompletedRequest): number | Promise<number>
  /**
   * Lists the newest matching requests, up to the limit of the query. `write` converts each of them to an item of the list.
   * @throws ApiError 400 for an invalid query
   */
  list<Entry> (tenant: string, query: JournalQuery, write: (recorded: RecordedRequest) => Entry): Promise<JournalList<Entry>>
  find (tenant: string, id: number): Promise<JournalEntry | undefined>
  /** Returns the entry of a request. Removes recognized secrets. */
  show (recorded: RecordedRequest): JournalEntry
}

/** Creates the functions that record, read and verify the journals of all tenants. */
export function createTenantJournals ({ store, size, compileRequestRedaction }: TenantJournalsOptions): TenantJournals {
  const show = (recorded: RecordedRequest) => createJournalEntry(recorded, compileRequestRedaction(recorded))

  const each: JournalReader['each'] = (tenant, references, visit) =>
    store.each(tenant, references, (entry, reference) => visit(entry && readRequest(entry, reference), reference))

  const verify = createVerifier({ after: store.after, waitFor: store.waitFor, each }, compileRequestRedaction)

  return {
    ...store,
    each,
    record: (tenant, recorded) => store.append(tenant, writeRequest(recorded)),
    async list<Entry> (tenant: string, query: JournalQuery, write: (recorded: RecordedRequest) => Entry) {
      const { criterion, since, limit } = compileQuery(query)
      const entries: Entry[] = []
      const { references } = await store.after(tenant, since)
      await each(tenant, references.toReversed(), recorded => {
        if (recorded !== undefined && criterion.differences(recorded).length === 0) entries.push(write(recorded))
        return entries.length < limit
      })
      return { Entries: entries.reverse(), Dropped: (await store.after(tenant, { id: 0 })).dropped }
    },
    async find (tenant, id) {
      const { references } = await store.after(tenant, { id: id - 1 })
      const found: JournalEntry[] = []
      await each(tenant, references.filter(recorded => recorded.id === id), recorded => { if (recorded !== undefined) found.push(show(recorded)) })
      return found[0]
    },
    show,
    async verify (tenant, verification, signal) {
      if (size === 0) throw journalEmptyBySetting()
      return verify(tenant, verification, signal)
    },
  }
}
