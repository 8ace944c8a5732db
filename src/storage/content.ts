/**
 * Refers to bytes in the database. A key always identifies the same bytes: it is not assigned to other bytes. If the stored bytes are
 * damaged, a save of the undamaged bytes replaces them.
 */
export interface Content {
  /** The number of a row in SQLite; the SHA-256 of the bytes in PostgreSQL. */
  readonly key: number | string
  readonly size: number
  /** The media type, such as `image/jpeg`; null if the bytes are not a picture. */
  readonly mediaType: string | null
}

/** Bytes to store. */
export interface NewContent {
  readonly bytes: Buffer
  readonly sha256: Buffer
  readonly mediaType: string | null
}
