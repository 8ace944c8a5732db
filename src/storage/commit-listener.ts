/**
 * Called after a commit with the number of writes that were committed together, and the time that writing and committing took. The number
 * can include writes that failed. With PostgreSQL, commits of journal entries, control documents and leases are included, and the time
 * includes waiting for a connection and repetitions of the transaction.
 */
export type CommitListener = (writes: number, milliseconds: number) => void
