/** Selects the requests after an id, or those at or after a time in milliseconds since 1970. */
export type Since = { readonly id: number } | { readonly time: number }

/** Refers to a recorded request, whose entry may have been dropped. */
export interface EntryReference {
  /** Number of the request within the journal of the tenant, counted from 1. */
  readonly id: number
  /** When the request was recorded, in milliseconds since 1970 by the clock of the tenant. */
  readonly time: number
  /** Position of the entry in the journal. */
  readonly place: number
}

export const isSince = ({ id, time }: Pick<EntryReference, 'id' | 'time'>, since: Since) => 'id' in since ? id > since.id : time >= since.time

/** A buffer to which entries are written. */
export interface EntryBuffer {
  readonly bytes: Buffer
  readonly view: DataView
}

/** An entry that `append` adds. */
export interface NewEntry {
  readonly time: number
  /** Limit of the bytes that `write` writes. */
  readonly mostBytes: number
  /** Writes the entry at a position. Returns the position after the entry. */
  write (buffer: EntryBuffer, at: number): number
}

/** The entry of a recorded request. */
export interface StoredEntry {
  /** A buffer that begins with the bytes of the entry. The bytes are only valid until the next request is recorded. */
  readonly bytes: Buffer
  /** True if the connection was closed before the whole response was sent. */
  readonly isCutOff: boolean
}

/** Part of a journal. */
export interface JournalPart {
  readonly references: readonly EntryReference[]
  /** Number of dropped requests that may belong to this part. */
  readonly dropped: number
  /** Id of the last request of the tenant; 0 without requests. */
  readonly lastId: number
  /** Id of the last request when the journal was last cleared. */
  readonly clearedId: number
}

/** Called with each entry, or with undefined if the entry was dropped. Reading stops when it returns false. */
export type VisitEntry = (entry: StoredEntry | undefined, reference: EntryReference) => boolean | void

/** Stores the journals of all tenants, and counts the requests that are dropped to free space. Tenant names are case-insensitive. */
export interface JournalStore {
  /** The number of entries for which one call of `each` is most efficient. */
  readonly pageSize: number
  /** Adds an entry and returns its place. If the result is a promise, the response must not be sent before it resolves. */
  append (tenant: string, entry: NewEntry): number | Promise<number>
  /**
   * Records that the connection was closed before the whole response was sent. `place` is that of the entry. Does nothing if the entry was
   * dropped.
   */
  markCutOff (tenant: string, place: number): void | Promise<void>
  /** Returns the requests after an id, or at or after a time, that are still kept. */
  after (tenant: string, since: Since): JournalPart | Promise<JournalPart>
  /** Calls `visit` with the entries in the given order. */
  each (tenant: string, references: readonly EntryReference[], visit: VisitEntry): Promise<void>
  /** Resolves when a request after the id is recorded, at the timeout, or when the signal aborts. */
  waitFor (tenant: string, id: number, patienceMs: number, signal?: AbortSignal): Promise<void>
  clear (tenant: string): void | Promise<void>
  /** Removes the journal of a tenant that is removed. */
  remove (tenant: string): void | Promise<void>
  /** Returns the names of the tenants whose journal has entries. */
  tenants (): string[] | Promise<string[]>
  /** Returns the numbers of kept and dropped requests, for all tenants together. */
  counts (): JournalCounts | Promise<JournalCounts>
}

interface JournalCounts {
  readonly kept: number
  readonly dropped: number
}
