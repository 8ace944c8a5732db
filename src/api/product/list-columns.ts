import { Type, type TSchema } from '@sinclair/typebox'
import { PRODUCT_WORDINGS } from './product-carrier.js'
import { ProductCarrierSchema } from '../../carriers/product.js'
import { columnUnknown } from '../../errors/api-errors.js'
import type { ProductProperty } from '../../storage/product-query.js'

/** A column of the product list. */
export interface ListColumn {
  readonly name: string
  readonly property: ProductProperty
  readonly type: 'text' | 'number' | 'boolean'
  /** True if its strings may hold several languages. */
  readonly isWording: boolean
  /** The schema of its value in a row. */
  readonly schema: TSchema
}

/**
 * Maps each column to a property (docs, archive provider "Product"). The archive names three prices differently, so they are
 * listed under both names. `inStock` and other properties that the archive lacks are listed too.
 */
const COLUMN_PROPERTIES: Readonly<Record<string, ProductProperty>> = {
  productId: 'ProductId', erpProductKey: 'ERPProductKey', erpPriceListKey: 'ERPPriceListKey', name: 'Name',
  description: 'Description', code: 'Code', priceUnit: 'PriceUnit', quantityUnit: 'QuantityUnit',
  isSubscription: 'IsSubscription', subscriptionUnit: 'SubscriptionUnit',
  defaultSubscriptionQuantity: 'DefaultSubscriptionQuantity', itemNumber: 'ItemNumber', url: 'Url',
  productCategoryKey: 'ProductCategoryKey', productFamilyKey: 'ProductFamilyKey', productTypeKey: 'ProductTypeKey',
  vat: 'VAT', vatInfo: 'VATInfo', cost: 'UnitCost', unitCost: 'UnitCost', minimumPrice: 'UnitMinimumPrice',
  unitMinimumPrice: 'UnitMinimumPrice', listPrice: 'UnitListPrice', unitListPrice: 'UnitListPrice',
  inAssortment: 'InAssortment', supplier: 'Supplier', supplierCode: 'SupplierCode', rights: 'Rights', rule: 'Rule',
  rawExtraInfo: 'RawExtraInfo', extraField1: 'ExtraField1', extraField2: 'ExtraField2', extraField3: 'ExtraField3',
  extraField4: 'ExtraField4', extraField5: 'ExtraField5', inStock: 'InStock',
}

const TYPES: Readonly<Record<string, ListColumn['type']>> = { integer: 'number', number: 'number', boolean: 'boolean' }

const isWording = (property: ProductProperty) => (PRODUCT_WORDINGS as readonly ProductProperty[]).includes(property)

const LIST_COLUMNS: readonly ListColumn[] = Object.entries(COLUMN_PROPERTIES).map(([name, property]) => {
  const schema: TSchema = ProductCarrierSchema.properties[property]
  return { name, property, type: TYPES[schema['type']] ?? 'text', isWording: isWording(property), schema }
})

/** The columns without `$select`. */
const DEFAULT_NAMES = ['productId', 'name', 'description', 'code', 'listPrice', 'inAssortment']
export const DEFAULT_COLUMNS = LIST_COLUMNS.filter(({ name }) => DEFAULT_NAMES.includes(name))

export const COLUMN_NAMES = LIST_COLUMNS.map(({ name }) => name)

const columnsByName = new Map(LIST_COLUMNS.map(column => [column.name.toLowerCase(), column]))

/**
 * Returns the column with a name, in any case.
 * @param parameter the query parameter that names it, for the error message
 * @throws ApiError 400 if it does not exist
 */
export function columnNamed (name: string, parameter: string): ListColumn {
  const column = columnsByName.get(name.toLowerCase())
  if (column === undefined) throw columnUnknown(parameter, name, COLUMN_NAMES)
  return column
}

export const ProductRowSchema = Type.Object({
  PrimaryKey: Type.String({ description: 'The number of the product, as a text.' }),
  EntityName: Type.String({ description: 'What the row is about.' }),
  ...Object.fromEntries(LIST_COLUMNS.map(({ name, schema }) => [name, Type.Optional(schema)])),
}, { $id: 'ProductRow', xml: { name: 'Row' }, description: 'What was selected of a product.' })
