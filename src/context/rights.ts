import type { FastifyRequest } from 'fastify'
import type { BlobEntity } from '../carriers/blob-entity.js'
import type { EntityRights, RowRight, RowRights } from '../carriers/entity-rights.js'
import type { Owner } from '../carriers/owner.js'
import { PRODUCT_RIGHTS, BLOB_ENTITY_RIGHTS } from './unlimited-rights.js'
import type { Product } from '../carriers/product.js'
import { rightMissing } from '../errors/api-errors.js'

/** The rights of a caller, with reasons in the caller's language. */
export interface CallerRights {
  /** True if rules limit the rights of some callers. */
  readonly areLimited: boolean
  /** Returns the rights to the picture and the thumbnail of an owner. */
  ofPicture (owner: Owner): EntityRights<BlobEntity>
  /** Returns the rights to a blob that these owners link. */
  ofBlob (linkedBy: readonly Owner[]): EntityRights<BlobEntity>
  /** Returns the rights to a product, or to a new product without an id. */
  ofProduct (productId?: number): EntityRights<Product>
}

/** The source of all rights. */
export interface Rights {
  /** Returns the rights of the caller of a request. */
  of (request: Pick<FastifyRequest, 'tenant' | 'caller' | 'wording'>): CallerRights | Promise<CallerRights>
}

export const ALL_RIGHTS: CallerRights = {
  areLimited: false,
  ofPicture: () => BLOB_ENTITY_RIGHTS,
  ofBlob: () => BLOB_ENTITY_RIGHTS,
  ofProduct: () => PRODUCT_RIGHTS,
}

/** @throws ApiError 403 if the right is not granted */
export function requireRight (rights: RowRights, needed: RowRight): void {
  if (!rights.granted.includes(needed)) throw rightMissing(rights, needed)
}

/** @throws ApiError 403 if the right to insert, or to update the existing entity, is not granted */
export const requireSaveRight = (rights: RowRights, current: object | undefined) =>
  requireRight(rights, current === undefined ? 'Insert' : 'Update')

/** Replaces the properties of an entity that the caller must not read. */
export const hideUnreadable = <Entity extends object>(entity: Entity, { hidden }: EntityRights<Entity>): Entity =>
  hidden === undefined ? entity : { ...entity, ...hidden }
