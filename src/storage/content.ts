/**
 * Refers to bytes in the database. A key always identifies the same bytes: it is not assigned to other bytes. When a save of the same bytes
 * replaces damaged ones, the key does not change.
 */
export interface Content {
  /** The number of a row in SQLite; the SHA-256 of the bytes in PostgreSQL. */
  readonly key: number | string
  readonly size: number
  /** The media type, such as `image/jpeg`; null if the bytes are not known to be a picture. */
  readonly mediaType: string | null
}

/** Bytes to store. */
export interface NewContent {
  readonly bytes: Buffer
  readonly sha256: Buffer
  readonly mediaType: string | null
}
