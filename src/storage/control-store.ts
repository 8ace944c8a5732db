/** A part of a tenant's control state. Control routes change it; requests of the API change only `fault-counts`. */
export type ControlSubject = 'clock' | 'faults' | 'fault-counts' | 'rights'

export interface DocumentOptions<Document> {
  /** Maximum number of tenants that have a document; undefined for no limit. */
  readonly mostTenants?: number
  /** The noun for the documents in the error message if the maximum is exceeded. */
  readonly noun?: string
  /**
   * Returns the document without its expired parts. If nothing has expired, it must return the same object. `now` is the time of
   * `ControlStore.timer`.
   */
  readonly withoutExpired?: (document: Document, now: number) => Document | undefined
}

/** The documents of one subject, at most one for each tenant. A document contains only plain data. Tenant names are case-insensitive. */
export interface TenantDocuments<Document> {
  /** The number of tenants that have a document. Each request reads it, and needs nothing else of the documents while it is 0. */
  readonly size: number
  /** Returns the document of a tenant as it was when the current request was received. */
  of (tenant: string): Document | undefined
  /** Reads the latest document of a tenant, with the changes of other processes. */
  read (tenant: string): Document | undefined | Promise<Document | undefined>
  /**
   * Replaces the document of a tenant by the result of `revise`; undefined removes it. `firstId` is the first of `newIds` consecutive ids,
   * which no other document of the subject has. `revise` can be called more than once, and may change a document of counts in place.
   * @throws the error of `revise`, or ApiError 503 if the maximum number of tenants is exceeded; nothing is changed then
   */
  change (tenant: string, revise: (current: Document | undefined, firstId: number) => Document | undefined, newIds?: number): void | Promise<void>
  /** Returns the names of the tenants that have a document, in the spelling in which each was first used. */
  names (): string[] | Promise<string[]>
}

/** Stores the control state of tenants: clocks, fault rules with their counts, and rights rules. */
export interface ControlStore {
  documents <Document extends object>(subject: ControlSubject, options?: DocumentOptions<Document>): TenantDocuments<Document>
  /** Returns the current time in milliseconds since 1970. */
  now (): number
  /** Returns milliseconds that determine when rules expire. The control routes cannot set this clock. */
  timer (): number
  /** Reads the documents of a tenant that other processes have changed. Undefined if other processes cannot change them. */
  readonly look?: (tenant: string) => Promise<void>
}
