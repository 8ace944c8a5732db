/** The use of the database server by one mock: counts since the database was opened, and the present connections. */
export interface DatabaseUsage {
  /** The number of statements, including BEGIN, COMMIT and ROLLBACK. */
  readonly statements: number
  /** The number of times that a transaction or statement was repeated after a failure, such as a deadlock or a lost connection. */
  readonly retries: number
  /**
   * The number of times that a batch of saves could not store a blob, because the blob or its tenant had been changed, or the tenant was
   * locked.
   */
  readonly conflicts: number
  /** The number of changes that wait until an earlier change of the same tenant ends in this process. */
  readonly queued: number
  readonly pools: readonly PoolUsage[]
}

/** The present connections of one pool. `name` is the purpose of the connections. */
interface PoolUsage {
  readonly name: string
  readonly used: number
  readonly idle: number
  /** The number of callers that wait for a connection. */
  readonly waiting: number
}
