import type { ArchiveProduct } from '../carriers/archive-product.js'
import type { Product } from '../carriers/product.js'

/** A property that products can be found and ordered by: any but the list of extra data. */
export type ProductProperty = Exclude<keyof Product, 'ExtraInfo'> | keyof ArchiveProduct

type Value = string | number | boolean | null

/** What must hold for a product. Texts are compared without regard to case, and null is like "". */
export type Condition =
  | { readonly kind: 'and' | 'or', readonly conditions: readonly Condition[] }
  | { readonly kind: 'not', readonly condition: Condition }
  | { readonly kind: Comparison, readonly property: ProductProperty, readonly value: Value }
  | { readonly kind: 'in', readonly property: ProductProperty, readonly values: readonly Value[] }
  | { readonly kind: TextMatch, readonly property: ProductProperty, readonly text: string }

export type Comparison = 'equal' | 'greater' | 'less' | 'greaterOrEqual' | 'lessOrEqual'
export type TextMatch = 'contains' | 'startsWith' | 'endsWith'

/** Which products to give, and what of them. */
export interface ProductQuery {
  readonly properties: readonly ProductProperty[]
  readonly condition?: Condition
  /** What to order by, the first before the others; products that are alike in all are ordered by their number. */
  readonly order: readonly { readonly property: ProductProperty, readonly isDescending: boolean }[]
  readonly skip: number
  readonly top: number
}

/** What was asked for of a product. */
export type ProductRow = Partial<Omit<Product, 'ExtraInfo'> & ArchiveProduct> & Pick<Product, 'ProductId'>
