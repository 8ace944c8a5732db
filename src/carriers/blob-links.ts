import type { OwnerEntity } from './owner.js'

/**
 * The kinds of links between blobs and owners that the mock supports. `type` is the number in the vendor's enum BlobLinkType
 * (superoffice-protocol, section 12).
 */
export const BLOB_LINKS = {
  PersonImage: { type: 1, entity: 'Person', role: 'image' },
  ProjectImage: { type: 2, entity: 'Project', role: 'image' },
  ProductImage: { type: 7, entity: 'Product', role: 'image' },
  ProductThumbnail: { type: 8, entity: 'Product', role: 'thumbnail' },
  ContactImage: { type: 17, entity: 'Contact', role: 'image' },
} as const satisfies Record<string, { readonly type: number, readonly entity: OwnerEntity, readonly role: 'image' | 'thumbnail' }>

export type BlobLink = keyof typeof BLOB_LINKS

type LinkWith<Entity, Role> = {
  [Link in BlobLink]: typeof BLOB_LINKS[Link] extends { readonly entity: Entity, readonly role: Role } ? Link : never
}[BlobLink]

export const IMAGE_LINKS: { readonly [Entity in OwnerEntity]: LinkWith<Entity, 'image'> } = {
  Product: 'ProductImage',
  Person: 'PersonImage',
  Project: 'ProjectImage',
  Contact: 'ContactImage',
}

export const THUMBNAIL_LINKS: { readonly [Entity in OwnerEntity]: LinkWith<Entity, 'thumbnail'> | undefined } = {
  Product: 'ProductThumbnail',
  Person: undefined,
  Project: undefined,
  Contact: undefined,
}

/** The names in BLOB_LINKS, ordered by `type`. */
export const BLOB_LINK_NAMES = ['PersonImage', 'ProjectImage', 'ProductImage', 'ProductThumbnail', 'ContactImage'] as const satisfies readonly BlobLink[]
