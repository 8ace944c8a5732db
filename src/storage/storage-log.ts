/** The methods of the log with which the storage writes messages. */
export interface StorageLog {
  info (sentence: string): void
  warn (sentence: string): void
}
