import type { Product } from '../../../carriers/product.js'

/** How a property is stored: unchanged (strings and numbers), as 0 or 1, or as JSON. */
type Form = 'text' | 'number' | 'flag' | 'json'

interface ProductColumn {
  readonly column: string
  readonly form: Form
}

const text = (column: string): ProductColumn => ({ column, form: 'text' })
const number = (column: string): ProductColumn => ({ column, form: 'number' })
const flag = (column: string): ProductColumn => ({ column, form: 'flag' })

/** The column of each property of a product, in documented order. */
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
  flag: Number,
  json: value => JSON.stringify(value),
}

const READERS: Readonly<Record<Form, (kept: unknown) => unknown>> = {
  text: kept => kept,
  number: kept => kept,
  flag: Boolean,
  json: kept => JSON.parse(kept as string),
}

/** Returns the value of a property as it is stored. */
export const keptValue = (property: keyof Product, value: unknown): unknown =>
  value === null ? null : WRITERS[PRODUCT_COLUMNS[property].form](value)

/** Maps a row with a value for each of the properties. */
export function propertiesOf (properties: readonly (keyof Product)[], row: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(properties.map((property, index) =>
    [property, READERS[PRODUCT_COLUMNS[property].form](row[index])]))
}
