import type { ArchiveProduct } from '../carriers/archive-product.js'
import type { Product } from '../carriers/product.js'

/** A property that queries can select, and by which they can filter and order. Only the list ExtraInfo is excluded. */
export type ProductProperty = Exclude<keyof Product, 'ExtraInfo'> | keyof ArchiveProduct

type Value = string | number | boolean | null

/** A filter on products. Strings are compared case-insensitively, and null equals "". */
export type Condition =
  | { readonly kind: 'and' | 'or', readonly conditions: readonly Condition[] }
  | { readonly kind: 'not', readonly condition: Condition }
  | { readonly kind: Comparison, readonly property: ProductProperty, readonly value: Value }
  | { readonly kind: 'in', readonly property: ProductProperty, readonly values: readonly Value[] }
  | { readonly kind: TextMatch, readonly property: ProductProperty, readonly text: string }

export type Comparison = 'equal' | 'greater' | 'less' | 'greaterOrEqual' | 'lessOrEqual'
export type TextMatch = 'contains' | 'startsWith' | 'endsWith'

/** Selects products, and the properties of each. */
export interface ProductQuery {
  readonly properties: readonly ProductProperty[]
  readonly condition?: Condition
  /** The sort keys, beginning with the most significant. Products whose keys are all equal are ordered by id. */
  readonly order: readonly { readonly property: ProductProperty, readonly isDescending: boolean }[]
  readonly skip: number
  readonly top: number
}

/** The selected properties of a product, and always its id. */
export type ProductRow = Partial<Omit<Product, 'ExtraInfo'> & ArchiveProduct> & Pick<Product, 'ProductId'>
