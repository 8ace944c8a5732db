/** Selects the requests after an id, or from an instant on (milliseconds since 1970). */
export type Since = { readonly id: number } | { readonly time: number }

/** A recorded request. Its entry may already have been dropped. */
export interface EntryReference {
  /** Sequence number within the tenant, from 1. */
  readonly id: number
  /** Milliseconds since 1970 by the tenant's clock. */
  readonly time: number
  /** Position of the entry in the journal. */
  readonly place: number
}

export const isSince = ({ id, time }: Pick<EntryReference, 'id' | 'time'>, since: Since) => 'id' in since ? id > since.id : time >= since.time

/** A buffer that entries are written into. */
export interface EntryBuffer {
  readonly bytes: Buffer
  readonly view: DataView
}

/** A request to record. */
export interface NewEntry {
  readonly time: number
  /** Maximum number of bytes that `write` writes. */
  readonly mostBytes: number
  /** Writes the entry from a position on, and returns the position after it. */
  write (buffer: EntryBuffer, at: number): number
}

/** The entry of a recorded request. */
export interface StoredEntry {
  /** A buffer that begins with the bytes of the entry. It is valid until the next request is recorded. */
  readonly bytes: Buffer
  /** True if the connection was closed before the whole response was sent. */
  readonly isCutOff: boolean
}

/** Part of a journal. */
export interface JournalPart {
  readonly references: readonly EntryReference[]
  /** Number of dropped requests that this part may lack. */
  readonly dropped: number
  /** Id of the tenant's last request; 0 if there was none. */
  readonly lastId: number
  /** The value of `lastId` when the journal was cleared. */
  readonly clearedId: number
}

/** Called with an entry, or with undefined if it was dropped. Returns false to stop reading. */
export type VisitEntry = (entry: StoredEntry | undefined, reference: EntryReference) => boolean | void

/** Stores the journals of all tenants. Tenant names are case-insensitive. The number of requests that are dropped for space is counted. */
export interface JournalStore {
  /** The number of entries that are best read together. */
  readonly pageSize: number
  /** Adds an entry and returns its place. If it returns a promise, the response must not be sent before the promise resolves. */
  append (tenant: string, entry: NewEntry): number | Promise<number>
  /** Marks the entry at a place: the connection was closed before the whole response was sent. Does nothing if it was dropped. */
  markCutOff (tenant: string, place: number): void | Promise<void>
  /** Returns the kept requests after an id or an instant. */
  after (tenant: string, since: Since): JournalPart | Promise<JournalPart>
  /** Reads entries in the given order. */
  each (tenant: string, references: readonly EntryReference[], visit: VisitEntry): Promise<void>
  /** Waits for a request after the id, until the timeout or the signal. */
  waitFor (tenant: string, id: number, patienceMs: number, signal?: AbortSignal): Promise<void>
  clear (tenant: string): void | Promise<void>
  /** Removes the journal of a deleted tenant. */
  remove (tenant: string): void | Promise<void>
  /** Returns the names of the tenants whose journal has entries. */
  tenants (): string[] | Promise<string[]>
  /** Returns the numbers of kept and of dropped requests of all tenants. */
  counts (): JournalCounts | Promise<JournalCounts>
}

interface JournalCounts {
  readonly kept: number
  readonly dropped: number
}
