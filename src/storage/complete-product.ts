import { defaultsOf } from '../carriers/defaults.js'
import { BLANK_PRODUCT, ProductExtraDataFieldSchema, type Product, type ProductBody } from '../carriers/product.js'

/** What a new product starts from: it is offered. */
export const NEW_PRODUCT: Product = Object.freeze({ ...BLANK_PRODUCT, InAssortment: true })

const BLANK_FIELD = defaultsOf(ProductExtraDataFieldSchema)

/** The product that a body is: what it leaves out is as in another one. */
export function completedProduct ({ ExtraInfo, ...body }: ProductBody, base: Product = BLANK_PRODUCT): Product {
  return {
    ...base,
    ...body,
    ExtraInfo: ExtraInfo === undefined ? base.ExtraInfo : (ExtraInfo ?? []).map(field => ({ ...BLANK_FIELD, ...field })),
  }
}
