import type { FastifyRequest } from 'fastify'
import type { BlobEntity } from '../carriers/blob-entity.js'
import type { EntityRights, RowRight, RowRights } from '../carriers/entity-rights.js'
import type { Owner } from '../carriers/owner.js'
import { PRODUCT_RIGHTS, BLOB_ENTITY_RIGHTS } from './unlimited-rights.js'
import type { Product } from '../carriers/product.js'
import { rightMissing } from '../errors/api-errors.js'

/** What a caller may do, with reasons in the caller's language. */
export interface CallerRights {
  /** Whether some callers may not do all. */
  readonly areLimited: boolean
  /** Returns the rights to the picture and the thumbnail of an owner. */
  ofPicture (owner: Owner): EntityRights<BlobEntity>
  /** Returns the rights to a blob that these owners link. */
  ofBlob (linkedBy: readonly Owner[]): EntityRights<BlobEntity>
  /** With a product, or with a new one when there is no number. */
  ofProduct (productId?: number): EntityRights<Product>
}

/** What knows who may do what. */
export interface Rights {
  of (request: Pick<FastifyRequest, 'tenant' | 'caller' | 'wording'>): CallerRights | Promise<CallerRights>
}

export const ALL_RIGHTS: CallerRights = {
  areLimited: false,
  ofPicture: () => BLOB_ENTITY_RIGHTS,
  ofBlob: () => BLOB_ENTITY_RIGHTS,
  ofProduct: () => PRODUCT_RIGHTS,
}

/** @throws ApiError 403 when the caller must not do this with rows of the entity */
export function requireRight (rights: RowRights, needed: RowRight): void {
  if (!rights.granted.includes(needed)) throw rightMissing(rights, needed)
}

/** @throws ApiError 403 when the caller must not make a row where there is none, or not change the one that there is */
export const requireSaveRight = (rights: RowRights, current: object | undefined) =>
  requireRight(rights, current === undefined ? 'Insert' : 'Update')

/** The entity as a caller with the rights sees it. */
export const visible = <Entity extends object>(entity: Entity, { hidden }: EntityRights<Entity>): Entity =>
  hidden === undefined ? entity : { ...entity, ...hidden }
