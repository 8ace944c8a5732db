import { createDefaults } from '../carriers/defaults.js'
import { BLANK_PRODUCT, ProductExtraDataFieldSchema, type Product, type ProductBody } from '../carriers/product.js'

export const NEW_PRODUCT: Product = Object.freeze({ ...BLANK_PRODUCT, InAssortment: true })

const BLANK_FIELD = createDefaults(ProductExtraDataFieldSchema)

/**
 * Completes a product of a request body or a seed. Missing properties get the values of `base`. In the items of ExtraInfo, missing
 * properties get the defaults of the schema. An ExtraInfo of null becomes an empty list.
 */
export function completedProduct ({ ExtraInfo, ...body }: ProductBody, base: Product = BLANK_PRODUCT): Product {
  return {
    ...base,
    ...body,
    ExtraInfo: ExtraInfo === undefined ? base.ExtraInfo : (ExtraInfo ?? []).map(field => ({ ...BLANK_FIELD, ...field })),
  }
}
