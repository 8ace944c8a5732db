/** Called after a commit with the number of writes in the transaction and its duration. */
export type CommitListener = (writes: number, milliseconds: number) => void
