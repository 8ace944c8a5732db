/** Stored bytes. They never change, so a key always means the same bytes. */
export interface Content {
  /** A row number in SQLite, or the SHA-256 of the bytes in PostgreSQL. */
  readonly key: number | string
  readonly size: number
  /** The media type, such as `image/jpeg`; null unless the bytes are a picture. */
  readonly mediaType: string | null
}

/** Bytes to store. */
export interface NewContent {
  readonly bytes: Buffer
  readonly sha256: Buffer
  readonly mediaType: string | null
}
