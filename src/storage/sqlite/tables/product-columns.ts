import type { ArchiveProduct } from '../../../carriers/archive-product.js'
import { UNSET_DATE } from '../../../carriers/date-time.js'
import type { Product } from '../../../carriers/product.js'
import type { ProductProperty } from '../../product-query.js'

/** How a property is stored: unchanged (strings, numbers and dates), as 0 or 1, or as JSON. Strings are compared case-insensitively. */
type Form = 'text' | 'number' | 'date' | 'flag' | 'json'

interface ProductColumn {
  /** The name of a column, or an SQL expression. */
  readonly column: string
  readonly form: Form
}

const text = (column: string): ProductColumn => ({ column, form: 'text' })
const number = (column: string): ProductColumn => ({ column, form: 'number' })
const flag = (column: string): ProductColumn => ({ column, form: 'flag' })
const date = (column: string): ProductColumn => ({ column, form: 'date' })

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

const author = (column: string) => text(`ifnull((SELECT carrier ->> 'Name' FROM associate WHERE associate_key = ${column}), '')`)
const authorId = (column: string) => number(`ifnull((SELECT carrier ->> 'AssociateId' FROM associate WHERE associate_key = ${column}), 0)`)
const UNSET = date(`'${UNSET_DATE}'`)
const EMPTY = text("''")
// In ORDER BY, a literal number would be the position of a column.
const FALSE = flag('cast(0 AS INTEGER)')

/** Returns SQL for a property of a product's price list, with a default for products without one. */
const ofPriceList = (column: string, otherwise: string) => `ifnull((SELECT ${column} FROM price_list
  WHERE price_list.tenant_id = product.tenant_id AND price_list.erp_price_list_key = product.erp_price_list_key AND product.erp_price_list_key <> ''
  ORDER BY price_list_id LIMIT 1), ${otherwise})`

/** Columns of the archive in addition to the properties of a product. The author and the dates of price lists are not stored. */
const ARCHIVE_COLUMNS: Readonly<Record<keyof ArchiveProduct, ProductColumn>> = {
  AllRows: flag('1'), NoRows: FALSE, PriceListId: number(ofPriceList('price_list_id', '0')), Thumbnail: EMPTY,
  UpdatedBy: author('updated_by'), UpdatedById: authorId('updated_by'), UpdatedDate: date('updated_date'),
  RegisteredBy: author('registered_by'), RegisteredById: authorId('registered_by'), RegisteredDate: date('registered_date'),
  PriceListName: text(ofPriceList('name', "''")), PriceListDescription: text(ofPriceList('description', "''")),
  PriceListConnection: text(ofPriceList('cast(quote_connection_id AS TEXT)', "''")), PriceListCurrency: text(ofPriceList('currency', "''")),
  PriceListValidFrom: date(ofPriceList('valid_from', `'${UNSET_DATE}'`)), PriceListValidTo: date(ofPriceList('valid_to', `'${UNSET_DATE}'`)),
  PriceListIsCopy: FALSE, PriceListIsActive: flag(ofPriceList('is_active', '0')),
  PriceListUpdatedBy: EMPTY, PriceListUpdatedDate: UNSET, PriceListRegisteredBy: EMPTY, PriceListRegisteredDate: UNSET,
}

/** The columns by which products are listed, filtered and ordered. */
export const LISTED_COLUMNS: Readonly<Record<ProductProperty | 'ExtraInfo', ProductColumn>> = { ...PRODUCT_COLUMNS, ...ARCHIVE_COLUMNS }

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

/** Converts the value of a property to its stored form. */
export const keptValue = (property: ProductProperty | 'ExtraInfo', value: unknown): unknown =>
  value === null ? null : WRITERS[LISTED_COLUMNS[property].form](value)

/** Maps a row, which has a value for each of the properties. */
export function propertiesOf (properties: readonly (ProductProperty | 'ExtraInfo')[], row: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(properties.map((property, index) =>
    [property, READERS[LISTED_COLUMNS[property].form](row[index])]))
}
