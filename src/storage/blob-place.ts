import type { BlobLink } from '../carriers/blob-links.js'

/** A link of an owner, where a picture is found. */
export interface LinkPlace {
  readonly link: BlobLink
  readonly ownerId: number
}

/** Where a blob is found: through a link, or by its id. If several blobs have the id, the oldest is found. */
export type BlobPlace = LinkPlace | { readonly blobId: number }
