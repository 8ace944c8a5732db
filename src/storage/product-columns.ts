import type { Product } from '../carriers/product.js'

/**
 * The form in which a property is stored: `flag` as 0 or 1, `json` as JSON, the others unchanged. Comparisons of `text` are
 * case-insensitive.
 */
type Form = 'text' | 'number' | 'date' | 'flag' | 'json'

export interface ProductColumn {
  /** The name of a column, or an SQL expression. */
  readonly column: string
  readonly form: Form
}

const text = createColumn('text')
const number = createColumn('number')
const flag = createColumn('flag')

export function createColumn (form: Form): (column: string) => ProductColumn {
  return column => ({ column, form })
}

export const PRODUCT_COLUMNS = {
  ProductId: number('product_id'), ERPProductKey: text('erp_product_key'),
  ERPPriceListKey: text('erp_price_list_key'), Name: text('name'), Description: text('description'),
  Code: text('code'), PriceUnit: text('price_unit'), QuantityUnit: text('quantity_unit'),
  IsSubscription: flag('is_subscription'), SubscriptionUnit: text('subscription_unit'),
  DefaultSubscriptionQuantity: number('default_subscription_quantity'), ItemNumber: text('item_number'),
  Url: text('url'), ProductCategoryKey: text('product_category_key'), ProductFamilyKey: text('product_family_key'),
  ProductTypeKey: text('product_type_key'), VAT: number('vat'), VATInfo: text('vat_info'),
  UnitCost: number('unit_cost'), UnitMinimumPrice: number('unit_minimum_price'),
  UnitListPrice: number('unit_list_price'), InAssortment: flag('in_assortment'), Supplier: text('supplier'),
  SupplierCode: text('supplier_code'), Rights: text('rights'), Rule: text('rule'),
  ExtraInfo: { column: 'extra_info', form: 'json' }, RawExtraInfo: text('raw_extra_info'),
  ExtraField1: text('extra_field_1'), ExtraField2: text('extra_field_2'), ExtraField3: text('extra_field_3'),
  ExtraField4: text('extra_field_4'), ExtraField5: text('extra_field_5'), InStock: number('in_stock'),
} as const satisfies Record<keyof Product, ProductColumn>

const WRITERS: Readonly<Record<Form, (value: unknown) => unknown>> = {
  text: value => value,
  number: value => value,
  date: value => value,
  flag: Number,
  json: value => JSON.stringify(value),
}

const READERS: Readonly<Record<Form, (kept: unknown) => unknown>> = {
  text: kept => kept,
  number: kept => kept,
  date: kept => kept,
  flag: Boolean,
  json: kept => JSON.parse(kept as string),
}

/** Converts a value to the form in which it is stored; null stays null. */
export const toKept = (form: Form, value: unknown): unknown => value === null ? null : WRITERS[form](value)

export const fromKept = (form: Form, kept: unknown): unknown => READERS[form](kept)

export const STORED_PROPERTIES = Object.keys(PRODUCT_COLUMNS) as (keyof Product)[]

/** Returns the values to store for a product, in the order of STORED_PROPERTIES. */
export const valuesOfProduct = (product: Product): unknown[] =>
  STORED_PROPERTIES.map(property => toKept(PRODUCT_COLUMNS[property].form, product[property]))

/** Converts a row whose values are in the order of STORED_PROPERTIES. */
export const toProduct = (row: readonly unknown[]): Product =>
  Object.fromEntries(STORED_PROPERTIES.map((property, index) => [property, fromKept(PRODUCT_COLUMNS[property].form, row[index])])) as unknown as Product
