/** Refers to bytes in the database. The key of saved bytes is never assigned to other bytes, not even after a removal. */
export interface Content {
  /** The number of a row in SQLite; the SHA-256 of the bytes in PostgreSQL. */
  readonly key: number | string
  readonly size: number
  /** The media type, such as `image/jpeg`; null if the bytes are not known to be a picture. */
  readonly mediaType: string | null
}

export interface NewContent {
  readonly bytes: Buffer
  readonly sha256: Buffer
  readonly mediaType: string | null
}
