import type { ArchiveProduct } from '../../../carriers/archive-product.js'
import { UNSET_DATE } from '../../../carriers/date-time.js'
import { PRODUCT_COLUMNS, createColumn, fromKept, toKept, type ProductColumn } from '../../product-columns.js'
import type { ProductProperty } from '../../product-query.js'

const text = createColumn('text')
const number = createColumn('number')
const flag = createColumn('flag')
const date = createColumn('date')

const author = (column: string) => text(`ifnull((SELECT carrier ->> 'Name' FROM associate WHERE associate_key = ${column}), '')`)
const authorId = (column: string) => number(`ifnull((SELECT carrier ->> 'AssociateId' FROM associate WHERE associate_key = ${column}), 0)`)
const UNSET = date(`'${UNSET_DATE}'`)
const EMPTY = text("''")
// Not the literal 0, because a literal number in ORDER BY means the position of a column. AllRows can be a literal, because requests cannot
// order rows by AllRows.
const FALSE = flag('cast(0 AS INTEGER)')

/**
 * Returns SQL for a column of the price list with the ERPPriceListKey of the product. If several price lists have this key, the one with
 * the lowest id is used. The value is `otherwise` if the column is null, or the product has no price list.
 */
const ofPriceList = (column: string, otherwise: string) => `ifnull((SELECT ${column} FROM price_list
  WHERE price_list.tenant_id = product.tenant_id AND price_list.erp_price_list_key = product.erp_price_list_key AND product.erp_price_list_key <> ''
  ORDER BY price_list_id LIMIT 1), ${otherwise})`

/**
 * SQL for the properties of ArchiveProduct. Properties whose values are not stored, such as PriceListUpdatedDate, have a fixed value.
 */
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

export const LISTED_COLUMNS: Readonly<Record<ProductProperty | 'ExtraInfo', ProductColumn>> = { ...PRODUCT_COLUMNS, ...ARCHIVE_COLUMNS }

export const keptValue = (property: ProductProperty, value: unknown): unknown => toKept(LISTED_COLUMNS[property].form, value)

/** Converts a row whose values are in the order of `properties`. */
export function mapProperties (properties: readonly ProductProperty[], row: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(properties.map((property, index) =>
    [property, fromKept(LISTED_COLUMNS[property].form, row[index])]))
}
