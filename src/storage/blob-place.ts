import type { BlobLink } from '../carriers/blob-links.js'

/** Identifies the picture or thumbnail of an owner. `link` also determines whether the owner is a product, person, project or contact. */
export interface LinkPlace {
  readonly link: BlobLink
  readonly ownerId: number
}

/** Identifies a blob by a link or by an id. If several blobs have the same id, `blobId` identifies the oldest of these blobs. */
export type BlobPlace = LinkPlace | { readonly blobId: number }
