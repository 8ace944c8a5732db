/** The part of the log that storage writes sentences to. */
export interface StorageLog {
  info (sentence: string): void
  warn (sentence: string): void
}
