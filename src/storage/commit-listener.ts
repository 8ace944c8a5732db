/** Called after a commit with the number of committed writes, and the time that writing and committing took. */
export type CommitListener = (writes: number, milliseconds: number) => void
