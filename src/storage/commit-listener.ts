/**
 * Called after a commit with the number of writes that were committed together, and the time that writing and committing took. The number
 * can include writes that failed. With PostgreSQL, the time includes failed attempts and waits for a connection.
 */
export type CommitListener = (writes: number, milliseconds: number) => void
