/** A part of a tenant's control state. Control routes change it, and requests of the API change the counts of fault rules. */
export type ControlSubject = 'clock' | 'faults' | 'fault-counts' | 'rights'

export interface DocumentOptions<Document> {
  /** Limits the tenants that have a document. Without it they are not limited. */
  readonly mostTenants?: number
  /** The documents in the sentence that refuses one tenant too many. */
  readonly noun?: string
  /** Returns the document without what has expired by `ControlStore.timer`, or the same one if nothing has. */
  readonly withoutExpired?: (document: Document, now: number) => Document | undefined
}

/** Documents of one subject, one for each tenant that has any. A document is plain data. Tenant names are case-insensitive. */
export interface TenantDocuments<Document> {
  /** The number of tenants that have a document. Each request reads it, and does nothing else while it is 0. */
  readonly size: number
  /** Returns the document of a tenant as of the time when the request was received. */
  of (tenant: string): Document | undefined
  /** Returns the document of a tenant as it is now. */
  read (tenant: string): Document | undefined | Promise<Document | undefined>
  /**
   * Replaces the document of a tenant by what `revise` returns; undefined removes it. `firstId` is the first of `newIds` consecutive ids,
   * which no other document of the subject has. `revise` may run more than once, and a document of counts may be changed in place.
   * @throws what `revise` throws, or ApiError 503 for one tenant too many; nothing is changed then
   */
  change (tenant: string, revise: (current: Document | undefined, firstId: number) => Document | undefined, newIds?: number): void | Promise<void>
  /** Returns the names of the tenants that have a document, as they were first written. */
  names (): string[] | Promise<string[]>
}

/** Stores what tenants have in addition to their data: clocks, fault rules with their counts, and rights rules. */
export interface ControlStore {
  documents <Document extends object>(subject: ControlSubject, options?: DocumentOptions<Document>): TenantDocuments<Document>
  /** Returns the time in milliseconds since 1970. */
  now (): number
  /** Returns the milliseconds of a clock that is never set, by which rules expire. */
  timer (): number
  /** Brings the documents of a tenant up to date. Undefined if no other process can change them. */
  readonly look?: (tenant: string) => Promise<void>
}
