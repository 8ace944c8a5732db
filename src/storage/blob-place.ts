import type { BlobLink } from '../carriers/blob-links.js'

/** Identifies a picture by its owner and the kind of link. */
export interface LinkPlace {
  readonly link: BlobLink
  readonly ownerId: number
}

/** Identifies a blob by a link or by its id. If several blobs have the id, it is the oldest of them. */
export type BlobPlace = LinkPlace | { readonly blobId: number }
