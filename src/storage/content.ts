/** Bytes in the database. They are never changed, so a key always identifies the same bytes. */
export interface Content {
  /** Identifies the bytes: a row number in SQLite, and their SHA-256 in PostgreSQL. */
  readonly key: number | string
  readonly size: number
  /** The media type of a picture, such as `image/jpeg`. It is null if the bytes are not a picture. */
  readonly mediaType: string | null
}

/** Bytes to store. */
export interface NewContent {
  readonly bytes: Buffer
  readonly sha256: Buffer
  readonly mediaType: string | null
}
