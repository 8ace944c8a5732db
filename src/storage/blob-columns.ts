/** The columns with the properties of a BlobEntity, except BlobId. */
export const BLOB_COLUMNS = [
  'blob_size', 'description', 'extra_info', 'is_encrypted', 'is_zipped', 'mime_type', 'original_size',
  'created_date', 'updated_date', 'created_by', 'updated_by', 'conceptual_type',
]

/** The values of BLOB_COLUMNS. `Flag` and `Author` are the types with which an engine stores booleans and associates. */
export type BlobValues<Flag, Author> = [
  blobSize: number, description: string | null, extraInfo: string | null,
  isEncrypted: Flag, isZipped: Flag, mimeType: string | null, originalSize: number,
  createdDate: string, updatedDate: string, createdBy: Author | null, updatedBy: Author | null,
  conceptualType: string | null
]
