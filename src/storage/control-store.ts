/** A part of a tenant's control state. Control routes change it, and requests of the API change the counts of fault rules. */
export type ControlSubject = 'clock' | 'faults' | 'fault-counts' | 'rights'

export interface DocumentOptions<Document> {
  /** Maximum number of tenants that have a document; unlimited if undefined. */
  readonly mostTenants?: number
  /** Names the documents in the error for more tenants than the maximum. */
  readonly noun?: string
  /**
   * Returns the document without its expired parts, or the same object if nothing has expired. `now` is the time of `ControlStore.timer`.
   */
  readonly withoutExpired?: (document: Document, now: number) => Document | undefined
}

/** Documents of one subject, one for each tenant that has any. A document is plain data. Tenant names are case-insensitive. */
export interface TenantDocuments<Document> {
  /** The number of tenants that have a document. Each request reads it, and does nothing else while it is 0. */
  readonly size: number
  /** Returns the document of a tenant as of the time when the request was received. */
  of (tenant: string): Document | undefined
  /** Reads the latest document of a tenant, including changes by other processes. */
  read (tenant: string): Document | undefined | Promise<Document | undefined>
  /**
   * Replaces the document of a tenant by the result of `revise`; undefined removes it. `firstId` is the first of `newIds` consecutive ids,
   * which no other document of the subject has. `revise` may run more than once, and may change a document of counts in place.
   * @throws the error of `revise`, or ApiError 503 above the maximum number of tenants; then nothing is changed
   */
  change (tenant: string, revise: (current: Document | undefined, firstId: number) => Document | undefined, newIds?: number): void | Promise<void>
  /** Returns the names of the tenants that have a document, as they were first written. */
  names (): string[] | Promise<string[]>
}

/** Stores the control state of tenants: clocks, fault rules with their counts, and rights rules. */
export interface ControlStore {
  documents <Document extends object>(subject: ControlSubject, options?: DocumentOptions<Document>): TenantDocuments<Document>
  /** Returns the time in milliseconds since 1970. */
  now (): number
  /** Returns milliseconds for the expiry of rules, by a clock that tests cannot set. */
  timer (): number
  /** Reads the documents of a tenant that other processes have changed. Undefined if no other process can change them. */
  readonly look?: (tenant: string) => Promise<void>
}
