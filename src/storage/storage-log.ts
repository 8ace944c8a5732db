export interface StorageLog {
  info (sentence: string): void
  warn (sentence: string): void
}
