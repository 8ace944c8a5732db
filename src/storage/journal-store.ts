/** Selects the requests with ids above `id`, or the requests at or after `time`, in milliseconds since 1970. */
export type Since = { readonly id: number } | { readonly time: number }

/**
 * Refers to a recorded request. The entry of the request may have been removed since the reference was created: dropped, because later
 * requests exceeded a limit; cleared; or removed together with the journal.
 */
export interface EntryReference {
  /** Number of the request within the journal of the tenant, counted from 1. */
  readonly id: number
  /** In milliseconds since 1970 by the clock of the tenant. */
  readonly time: number
  /** The key of the entry in the store. */
  readonly place: number
}

export const isSince = ({ id, time }: Pick<EntryReference, 'id' | 'time'>, since: Since) => 'id' in since ? id > since.id : time >= since.time

export interface EntryBuffer {
  readonly bytes: Buffer
  readonly view: DataView
}

export interface NewEntry {
  readonly time: number
  /** Maximum number of bytes that `write` writes. */
  readonly mostBytes: number
  /** Writes the entry into `buffer`, beginning at the position `at`. Returns the position after the entry. */
  write (buffer: EntryBuffer, at: number): number
}

export interface StoredEntry {
  /** A buffer that begins with the bytes of the entry. The bytes are only valid until the next request is recorded. */
  readonly bytes: Buffer
  /** True if `markCutOff` was called for the entry. */
  readonly isCutOff: boolean
}

export interface JournalPart {
  readonly references: readonly EntryReference[]
  /**
   * Number of dropped requests that the argument `since` of `after` may select. Requests before the last clearing of the journal do not
   * count. If `since` is a time, the number can be too high: it is 0, or the number of all dropped requests.
   */
  readonly dropped: number
  /**
   * Id of the last recorded request, even if its entry was dropped or cleared; 0 if no request was recorded since the journal was created.
   */
  readonly lastId: number
  /** The value of `lastId` when the journal was last cleared; 0 if it never was. */
  readonly clearedId: number
}

/** Called with each journal entry, or with undefined if the entry can no longer be read. Reading stops when the callback returns false. */
export type VisitEntry = (entry: StoredEntry | undefined, reference: EntryReference) => boolean | void

/** Stores the journals of all tenants. Tenant names are case-insensitive. */
export interface JournalStore {
  /** Maximum number of entries that `each` reads at once. */
  readonly pageSize: number
  /**
   * Adds an entry and returns its place. If a promise is returned, it must be awaited before the response to the recorded request is sent.
   */
  append (tenant: string, entry: NewEntry): number | Promise<number>
  /**
   * Records that the connection of a request was closed before the whole response was sent. Has no effect if the entry was dropped or
   * cleared.
   */
  markCutOff (tenant: string, place: number): void | Promise<void>
  /** Returns references to the requests that `since` selects, except those that were dropped or cleared. */
  after (tenant: string, since: Since): JournalPart | Promise<JournalPart>
  /** Calls `visit` with the entry of each reference, in the given order, until `visit` returns false. */
  each (tenant: string, references: readonly EntryReference[], visit: VisitEntry): Promise<void>
  /**
   * Resolves when the tenant has a request with an id above `id`, but at the latest after `patienceMs` milliseconds, or when `signal`
   * aborts. May also resolve earlier without such a request.
   */
  waitFor (tenant: string, id: number, patienceMs: number, signal?: AbortSignal): Promise<void>
  clear (tenant: string): void | Promise<void>
  /**
   * Removes the entries of a removed tenant. If a tenant of the same name is created later, the ids of its requests may continue from the
   * last id.
   */
  remove (tenant: string): void | Promise<void>
  /** Returns the names of the tenants whose journal has entries. */
  tenants (): string[] | Promise<string[]>
  /**
   * Returns the numbers of kept and dropped requests, for all tenants together. Requests before the last clearing of a journal, and
   * requests of removed journals, do not count.
   */
  counts (): JournalCounts | Promise<JournalCounts>
}

interface JournalCounts {
  readonly kept: number
  readonly dropped: number
}
