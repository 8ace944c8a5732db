import { Type, type TSchema } from '@sinclair/typebox'
import { PRODUCT_WORDINGS } from '../../carriers/product-carrier.js'
import { ProductCarrierSchema } from '../../carriers/product.js'
import { columnUnknown } from '../../errors/api-errors.js'
import type { ProductProperty } from '../../storage/product-query.js'

/** A column of the list. */
export interface Column {
  readonly name: string
  readonly property: ProductProperty
  readonly type: 'text' | 'number' | 'boolean'
  /** Whether it holds texts that users read, in several languages perhaps. */
  readonly isWording: boolean
  /** What a row has of it. */
  readonly schema: TSchema
}

/**
 * The property behind each column (docs, archive provider "Product"). The archive has three prices under names of
 * their own; beside them are the names of the properties, as is `inStock` and the like, which the archive has not.
 */
const PROPERTIES: Readonly<Record<string, ProductProperty>> = {
  productId: 'ProductId',
  erpProductKey: 'ERPProductKey',
  erpPriceListKey: 'ERPPriceListKey',
  name: 'Name',
  description: 'Description',
  code: 'Code',
  priceUnit: 'PriceUnit',
  quantityUnit: 'QuantityUnit',
  isSubscription: 'IsSubscription',
  subscriptionUnit: 'SubscriptionUnit',
  defaultSubscriptionQuantity: 'DefaultSubscriptionQuantity',
  itemNumber: 'ItemNumber',
  url: 'Url',
  productCategoryKey: 'ProductCategoryKey',
  productFamilyKey: 'ProductFamilyKey',
  productTypeKey: 'ProductTypeKey',
  vat: 'VAT',
  vatInfo: 'VATInfo',
  cost: 'UnitCost',
  unitCost: 'UnitCost',
  minimumPrice: 'UnitMinimumPrice',
  unitMinimumPrice: 'UnitMinimumPrice',
  listPrice: 'UnitListPrice',
  unitListPrice: 'UnitListPrice',
  inAssortment: 'InAssortment',
  supplier: 'Supplier',
  supplierCode: 'SupplierCode',
  rights: 'Rights',
  rule: 'Rule',
  rawExtraInfo: 'RawExtraInfo',
  extraField1: 'ExtraField1',
  extraField2: 'ExtraField2',
  extraField3: 'ExtraField3',
  extraField4: 'ExtraField4',
  extraField5: 'ExtraField5',
  inStock: 'InStock',
}

const TYPES: Readonly<Record<string, Column['type']>> = { integer: 'number', number: 'number', boolean: 'boolean' }

const isWording = (property: ProductProperty) => (PRODUCT_WORDINGS as readonly ProductProperty[]).includes(property)

export const COLUMNS: readonly Column[] = Object.entries(PROPERTIES).map(([name, property]) => {
  const schema: TSchema = ProductCarrierSchema.properties[property]
  return { name, property, type: TYPES[schema['type']] ?? 'text', isWording: isWording(property), schema }
})

/** The columns of a row when nobody says which. */
const DEFAULT_NAMES = ['productId', 'name', 'description', 'code', 'listPrice', 'inAssortment']
export const DEFAULT_COLUMNS = COLUMNS.filter(({ name }) => DEFAULT_NAMES.includes(name))

export const COLUMN_NAMES = COLUMNS.map(({ name }) => name)

const byName = new Map(COLUMNS.map(column => [column.name.toLowerCase(), column]))

/**
 * The column that a parameter names, in any case.
 * @throws ApiError 400
 */
export function columnNamed (name: string, parameter: string): Column {
  const column = byName.get(name.toLowerCase())
  if (column === undefined) throw columnUnknown(parameter, name, COLUMN_NAMES)
  return column
}

export const RowSchema = Type.Object({
  PrimaryKey: Type.String({ description: 'The number of the product, as a text.' }),
  EntityName: Type.String({ description: 'What the row is about.' }),
  ...Object.fromEntries(COLUMNS.map(({ name, schema }) => [name, Type.Optional(schema)])),
}, { $id: 'ProductRow', xml: { name: 'Row' }, description: 'What was selected of a product.' })
