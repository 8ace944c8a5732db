/** A part of a tenant's control state. Control routes can change each part; requests to the API also change `fault-counts`. */
export type ControlSubject = 'clock' | 'faults' | 'fault-counts' | 'rights'

export interface DocumentOptions<Document> {
  /** Maximum number of tenants that have a document; undefined for no limit. */
  readonly mostTenants?: number
  /** The noun for the documents in the error message about `mostTenants`. */
  readonly noun?: string
  /**
   * Returns the document without expired parts: the same object if nothing has expired, and undefined if everything has. `now` is a
   * value of `ControlStore.timer`.
   */
  readonly withoutExpired?: (document: Document, now: number) => Document | undefined
}

/**
 * The documents of one subject, at most one for each tenant. A document contains only values that JSON can represent. Tenant names are
 * case-insensitive.
 */
export interface TenantDocuments<Document> {
  /** The number of tenants for which `of` may return a document. While this number is 0, requests need not call `of`. */
  readonly size: number
  /**
   * Returns the document of a tenant as this process last read or changed it, without expired parts. With PostgreSQL, returns undefined for
   * a document that is not in the cache of this process.
   */
  of (tenant: string): Document | undefined
  /** Reads the document of a tenant, including changes that other processes have made. With PostgreSQL, expired parts are included. */
  read (tenant: string): Document | undefined | Promise<Document | undefined>
  /**
   * Replaces the document of a tenant by the result of `revise`. If the result is undefined, the document is removed. `revise` can be
   * called more than once. Except for the subject `fault-counts`, `revise` must not modify `current`. `firstId` is the first of `newIds`
   * consecutive ids that were never used in the documents of the subject. If `newIds` is omitted, `revise` must not use `firstId`.
   * @throws the error that `revise` throws, or ApiError 503 if `mostTenants` would be exceeded; the document is not changed then
   * @throws StorageError or StorageUnavailableError if the database fails
   */
  change (tenant: string, revise: (current: Document | undefined, firstId: number) => Document | undefined, newIds?: number): void | Promise<void>
  /** Returns the names of the tenants that have a document, in the spelling with which the document was first stored. */
  names (): string[] | Promise<string[]>
}

export interface ControlStore {
  documents <Document extends object>(subject: ControlSubject, options?: DocumentOptions<Document>): TenantDocuments<Document>
  /** Returns the current time in milliseconds since 1970. */
  now (): number
  /** Returns the milliseconds since an unspecified instant. Control routes cannot change this time, unlike the clock of a tenant. */
  timer (): number
  /**
   * Reads the documents of a tenant again, except `fault-counts`, so that `of` returns the changes of other processes. Also synchronizes
   * `now` and `timer` with the clock of the database. Undefined if no other process can change documents.
   */
  readonly look?: (tenant: string) => Promise<void>
}
