import type { FastifyRequest } from 'fastify'
import type { BlobEntity } from '../carriers/blob-entity.js'
import type { EntityRights, RowRight, RowRights } from '../carriers/entity-rights.js'
import type { Owner } from '../carriers/owner.js'
import { PRODUCT_RIGHTS, BLOB_ENTITY_RIGHTS } from './unlimited-rights.js'
import type { Product } from '../carriers/product.js'
import { rightMissing } from '../errors/api-errors.js'

/** The rights of a caller. The reasons for missing rights are translated to the language of the request, if it has one. */
export interface CallerRights {
  /** True if the tenant has rights rules. If false, all callers have all rights, and the owners of a blob need not be read. */
  readonly areLimited: boolean
  /** Returns the rights to the picture and the thumbnail of an owner. */
  ofPicture (owner: Owner): EntityRights<BlobEntity>
  /**
   * Returns the rights to a blob.
   * @param linkedBy the owners that have the blob as their picture or thumbnail
   */
  ofBlob (linkedBy: readonly Owner[]): EntityRights<BlobEntity>
  /** Returns the rights to a product. Without an id, returns the rights to a new product and to the list of products. */
  ofProduct (productId?: number): EntityRights<Product>
}

/** Determines the rights of callers. */
export interface Rights {
  of (request: Pick<FastifyRequest, 'tenant' | 'caller' | 'wording'>): CallerRights | Promise<CallerRights>
}

export const ALL_RIGHTS: CallerRights = {
  areLimited: false,
  ofPicture: () => BLOB_ENTITY_RIGHTS,
  ofBlob: () => BLOB_ENTITY_RIGHTS,
  ofProduct: () => PRODUCT_RIGHTS,
}

/**
 * Checks that the caller has a right.
 * @throws ApiError 403 if the right is not granted
 */
export function requireRight (rights: RowRights, needed: RowRight): void {
  if (!rights.granted.includes(needed)) throw rightMissing(rights, needed)
}

/**
 * Checks that the caller has the right to insert a new entity or, if `current` is defined, to update the existing one.
 * @throws ApiError 403 if the right is not granted
 */
export const requireSaveRight = (rights: RowRights, current: object | undefined) =>
  requireRight(rights, current === undefined ? 'Insert' : 'Update')

/**
 * Returns a copy of the entity in which each property that the caller must not read is null or the default of its schema. Returns the
 * entity itself if the caller may read all properties.
 */
export const hideUnreadable = <Entity extends object>(entity: Entity, { hidden }: EntityRights<Entity>): Entity =>
  hidden === undefined ? entity : { ...entity, ...hidden }
