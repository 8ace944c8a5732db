import { Type } from '@sinclair/typebox'
import type { Owner } from '../carriers/owner.js'
import { INT32_MAX } from '../carriers/scalars.js'
import type { Config } from '../config/config.js'
import { productNotFound } from '../errors/api-errors.js'
import type { LinkPlace, SaveFacts, Store } from '../storage/store.js'

/** The path parameters of what a product has. */
export const ProductPathSchema = Type.Object({
  productId: Type.Integer({ format: 'int32', minimum: 1, maximum: INT32_MAX, description: 'The product.' }),
})

/** The product as the owner of its pictures. */
export const productOwner = (productId: number): Owner => ({ entity: 'Product', id: productId })

/** Where the picture of a product is. */
export const pictureOf = (productId: number): LinkPlace => ({ link: 'ProductImage', ownerId: productId })

/**
 * What refuses products that are not there, as UNKNOWN_PRODUCTS says.
 * @throws the refusal: ApiError 404, or what else it is to be
 */
export function createProductGuard (store: Store, { unknownProducts }: Pick<Config, 'unknownProducts'>, refusal = productNotFound) {
  const isStrict = unknownProducts === 'reject'

  async function requireStored (tenant: string, productId: number): Promise<void> {
    if (!await store.hasOwner(tenant, productOwner(productId))) throw refusal(productId)
  }

  return {
    requireProduct: isStrict ? requireStored : () => undefined,
    /** The facts of a save that requireKept reads. */
    needs: { isOwnerKept: isStrict },
    /** The same from inside of a save: it may have been deleted while the body came. */
    requireKept (productId: number, { isOwnerKept }: Pick<SaveFacts, 'isOwnerKept'>): void {
      if (isStrict && !isOwnerKept) throw refusal(productId)
    },
  }
}
