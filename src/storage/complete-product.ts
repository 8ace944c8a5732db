import { createDefaults } from '../carriers/defaults.js'
import { BLANK_PRODUCT, ProductExtraDataFieldSchema, type Product, type ProductBody } from '../carriers/product.js'

/** Defaults of a new product. They differ from those of a blank product in one property: it is in the assortment. */
export const NEW_PRODUCT: Product = Object.freeze({ ...BLANK_PRODUCT, InAssortment: true })

const BLANK_FIELD = createDefaults(ProductExtraDataFieldSchema)

/** Returns the product that a body describes. Missing properties have the values of `base`. */
export function completedProduct ({ ExtraInfo, ...body }: ProductBody, base: Product = BLANK_PRODUCT): Product {
  return {
    ...base,
    ...body,
    ExtraInfo: ExtraInfo === undefined ? base.ExtraInfo : (ExtraInfo ?? []).map(field => ({ ...BLANK_FIELD, ...field })),
  }
}
