import type { ArchiveProduct } from '../carriers/archive-product.js'
import type { Product } from '../carriers/product.js'

/** A property that a query can name: each property of products except the list ExtraInfo, and each property of ArchiveProduct. */
export type ProductProperty = Exclude<keyof Product, 'ExtraInfo'> | keyof ArchiveProduct

type Value = string | number | boolean | null

/** A filter on products. In properties with strings, letters are compared case-insensitively, and null equals "". */
export type Condition =
  | { readonly kind: 'and' | 'or', readonly conditions: readonly Condition[] }
  | { readonly kind: 'not', readonly condition: Condition }
  | { readonly kind: Comparison, readonly property: ProductProperty, readonly value: Value }
  | { readonly kind: 'in', readonly property: ProductProperty, readonly values: readonly Value[] }
  | { readonly kind: TextMatch, readonly property: ProductProperty, readonly text: string }

export type Comparison = 'equal' | 'greater' | 'less' | 'greaterOrEqual' | 'lessOrEqual'
export type TextMatch = 'contains' | 'startsWith' | 'endsWith'

export interface ProductQuery {
  readonly properties: readonly ProductProperty[]
  readonly condition?: Condition
  /** The most significant key is the first. Products whose keys are all equal are ordered by id. */
  readonly order: readonly { readonly property: ProductProperty, readonly isDescending: boolean }[]
  readonly skip: number
  readonly top: number
}

/** The selected properties of a product, and always its id. */
export type ProductRow = Partial<Omit<Product, 'ExtraInfo'> & ArchiveProduct> & Pick<Product, 'ProductId'>
