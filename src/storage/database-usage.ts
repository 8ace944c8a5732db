/** Use by this process of a database server since the start. */
export interface DatabaseUsage {
  /** The number of statements, with those that begin and end transactions. */
  readonly statements: number
  /** The number of repeated attempts, after a conflict, a deadlock or a lost connection. */
  readonly retries: number
  /** The number of pictures that others had changed before a batch of saves stored them. */
  readonly conflicts: number
  readonly pools: readonly PoolUsage[]
}

/** The connections of one purpose, as they are now. */
interface PoolUsage {
  readonly name: string
  readonly used: number
  readonly idle: number
  /** The number of callers that wait for a connection. */
  readonly waiting: number
}
