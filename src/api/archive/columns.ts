import type { TSchema } from '@sinclair/typebox'
import { ArchiveProductSchema } from '../../carriers/archive-product.js'
import { ProductCarrierSchema } from '../../carriers/product.js'
import { columnUnknown } from '../../errors/filter-errors.js'
import type { ProductProperty } from '../../storage/product-query.js'
import { PRODUCT_WORDINGS } from '../product/product-carrier.js'

/** The types of columns that filters can compare (the vendor's documentation, archive provider restriction types). */
export type RestrictionType = 'bool' | 'int' | 'decimal' | 'string' | 'listAny' | 'associate' | 'date'

type ColumnType = RestrictionType | 'none'

/** A column of the archive "Product". */
export interface ArchiveColumn {
  readonly name: string
  /** `none` if filters cannot compare the column. */
  readonly type: ColumnType
  readonly property: ProductProperty
  /**
   * For a column that contains the name of a user: the property that contains the id of this user, if one exists. Filters use this property
   * to compare the user with a number.
   */
  readonly idProperty: ProductProperty | undefined
  /** False for a column that exists only for filters. */
  readonly isSelectable: boolean
  readonly isSortable: boolean
  /** True if strings of the column may contain several languages. */
  readonly isWording: boolean
  readonly schema: TSchema
}

export interface RestrictedColumn extends ArchiveColumn {
  readonly type: RestrictionType
}

export const isRestricted = (column: ArchiveColumn): column is RestrictedColumn => column.type !== 'none'

type Row = readonly [name: string, type: ColumnType, property: ProductProperty, idProperty?: ProductProperty]

/** The columns that the vendor documents for the archive provider, in documented order. */
const DOCUMENTED: readonly Row[] = [
  ['getAllRows', 'bool', 'AllRows'], ['getNoRows', 'bool', 'NoRows'], ['inAssortment', 'bool', 'InAssortment'],
  ['productId', 'int', 'ProductId'], ['priceListId', 'int', 'PriceListId'], ['erpProductKey', 'string', 'ERPProductKey'],
  ['name', 'string', 'Name'], ['description', 'string', 'Description'], ['code', 'string', 'Code'],
  ['quantityUnit', 'none', 'QuantityUnit'], ['priceUnit', 'none', 'PriceUnit'], ['subscriptionUnit', 'string', 'SubscriptionUnit'],
  ['defaultSubscriptionQuantity', 'decimal', 'DefaultSubscriptionQuantity'], ['isSubscription', 'bool', 'IsSubscription'],
  ['itemNumber', 'string', 'ItemNumber'], ['url', 'string', 'Url'], ['productCategoryKey', 'listAny', 'ProductCategoryKey'],
  ['productFamilyKey', 'listAny', 'ProductFamilyKey'], ['productTypeKey', 'listAny', 'ProductTypeKey'],
  ['vatInfo', 'string', 'VATInfo'], ['vat', 'decimal', 'VAT'], ['cost', 'decimal', 'UnitCost'],
  ['minimumPrice', 'decimal', 'UnitMinimumPrice'], ['listPrice', 'decimal', 'UnitListPrice'], ['thumbnail', 'none', 'Thumbnail'],
  ['updatedBy', 'associate', 'UpdatedBy', 'UpdatedById'], ['updatedDate', 'date', 'UpdatedDate'],
  ['registeredBy', 'associate', 'RegisteredBy', 'RegisteredById'], ['registeredDate', 'date', 'RegisteredDate'],
  ['extraField1', 'string', 'ExtraField1'], ['extraField2', 'string', 'ExtraField2'], ['extraField3', 'string', 'ExtraField3'],
  ['extraField4', 'string', 'ExtraField4'], ['extraField5', 'string', 'ExtraField5'], ['extraInfo', 'string', 'RawExtraInfo'],
  ['supplier', 'string', 'Supplier'], ['supplierCode', 'string', 'SupplierCode'],
  ['priceList/priceListId', 'int', 'PriceListId'], ['priceList/erpPriceListKey', 'string', 'ERPPriceListKey'],
  ['priceList/name', 'string', 'PriceListName'], ['priceList/description', 'string', 'PriceListDescription'],
  ['priceList/quoteConnection', 'listAny', 'PriceListConnection'], ['priceList/currency', 'listAny', 'PriceListCurrency'],
  ['priceList/validFrom', 'date', 'PriceListValidFrom'], ['priceList/validTo', 'date', 'PriceListValidTo'],
  ['priceList/isERPCopy', 'bool', 'PriceListIsCopy'], ['priceList/isActive', 'bool', 'PriceListIsActive'],
  ['priceList/updatedBy', 'associate', 'PriceListUpdatedBy'], ['priceList/updatedDate', 'date', 'PriceListUpdatedDate'],
  ['priceList/registeredBy', 'associate', 'PriceListRegisteredBy'], ['priceList/registeredDate', 'date', 'PriceListRegisteredDate'],
]

/**
 * Further columns, for properties of the product carrier. The vendor does not document them as columns, or documents them under other
 * names.
 */
const UNDOCUMENTED: readonly Row[] = [
  ['erpPriceListKey', 'string', 'ERPPriceListKey'], ['unitCost', 'decimal', 'UnitCost'],
  ['unitMinimumPrice', 'decimal', 'UnitMinimumPrice'], ['unitListPrice', 'decimal', 'UnitListPrice'],
  ['rights', 'string', 'Rights'], ['rule', 'string', 'Rule'], ['rawExtraInfo', 'string', 'RawExtraInfo'], ['inStock', 'decimal', 'InStock'],
]

const WORDINGS: readonly ProductProperty[] = [...PRODUCT_WORDINGS, 'PriceListName', 'PriceListDescription']

/** Columns that exist only for filters: rows do not have them and cannot be ordered by them. */
const RESTRICTIONS = ['getAllRows', 'getNoRows']
const UNSORTED = [...RESTRICTIONS, 'thumbnail']

const SCHEMAS: Readonly<Record<ProductProperty, TSchema>> = { ...ProductCarrierSchema.properties, ...ArchiveProductSchema.properties }

const toColumn = ([name, type, property, idProperty]: Row): ArchiveColumn => ({
  name,
  type,
  property,
  idProperty,
  isSelectable: !RESTRICTIONS.includes(name),
  isSortable: !UNSORTED.includes(name),
  isWording: WORDINGS.includes(property),
  schema: SCHEMAS[property],
})

export const PROVIDER_COLUMNS = DOCUMENTED.map(toColumn)

const COLUMNS = [...PROVIDER_COLUMNS, ...UNDOCUMENTED.map(toColumn)]

export const ROW_COLUMNS = COLUMNS.filter(({ isSelectable }) => isSelectable)

/**
 * The columns of a row if a request names none. Columns with a slash in their names are omitted, as in responses of the real service
 * for other archive providers.
 */
export const GENERAL_COLUMNS = PROVIDER_COLUMNS.filter(({ name, isSelectable }) => isSelectable && !name.includes('/'))

export const COLUMN_NAMES = COLUMNS.map(({ name }) => name)

const columnsByName = new Map(COLUMNS.map(column => [column.name.toLowerCase(), column]))

/** Returns the column with the case-insensitive name `name`; undefined if it does not exist. */
export const findColumn = (name: string): ArchiveColumn | undefined => columnsByName.get(name.toLowerCase())

/**
 * Returns the column with the case-insensitive name `name`.
 * @param parameter the parameter or property that contains the name, for the error message
 * @throws ApiError 400 if the column does not exist
 */
export function requireColumn (name: string, parameter: string): ArchiveColumn {
  const column = findColumn(name)
  if (column === undefined) throw columnUnknown(parameter, name, COLUMN_NAMES)
  return column
}
