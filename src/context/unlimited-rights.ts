import type { BlobEntity } from '../carriers/blob-entity.js'
import type { EntityRights } from '../carriers/entity-rights.js'
import type { FieldProperties, FieldProperty } from '../carriers/field-properties.js'
import type { ListItemCarrier } from '../carriers/list-item.js'
import type { PriceList } from '../carriers/price-list.js'
import type { Product } from '../carriers/product.js'
import { ENTITY_RIGHT } from '../carriers/table-right.js'

/** Returns the FieldProperty of a property that the caller may change. */
const updatable = (FieldType: string, FieldLength: number): FieldProperty =>
  Object.freeze({ FieldRight: Object.freeze({ Mask: 'Update', Reason: '' }), FieldType, FieldLength })

const INT32 = updatable('System.Int32', 4)
const BOOLEAN = updatable('System.Boolean', 2)
const DOUBLE = updatable('System.Double', 8)
const TEXT = updatable('System.String', 254)
const UNIT = updatable('System.String', 79)
const EXTRA_FIELD = updatable('System.String', 1023)
const LONG_TEXT = updatable('System.String', 2047)
const DATE_TIME = updatable('System.DateTime', 16)
const ASSOCIATE = updatable('SuperOffice.CRM.Services.Associate', 4)

/** FieldLength of a computed property, which has no database column (superoffice-protocol, section 7.2). */
const COMPUTED_LENGTH = 0

/**
 * The FieldProperty of each property of a Product. The lengths are those of the database columns (the vendor's documentation, database
 * table product), or COMPUTED_LENGTH.
 */
const PRODUCT_FIELDS: FieldProperties = Object.freeze({
  ProductId: INT32, ERPProductKey: TEXT, ERPPriceListKey: TEXT, Name: TEXT, Description: LONG_TEXT, Code: TEXT,
  PriceUnit: UNIT, QuantityUnit: UNIT, IsSubscription: BOOLEAN, SubscriptionUnit: TEXT,
  DefaultSubscriptionQuantity: DOUBLE, ItemNumber: UNIT, Url: EXTRA_FIELD, ProductCategoryKey: TEXT,
  ProductFamilyKey: TEXT, ProductTypeKey: TEXT, VAT: DOUBLE, VATInfo: TEXT, UnitCost: DOUBLE,
  UnitMinimumPrice: DOUBLE, UnitListPrice: DOUBLE, InAssortment: BOOLEAN, Supplier: TEXT, SupplierCode: TEXT,
  Rights: LONG_TEXT, Rule: TEXT,
  ExtraInfo: updatable('SuperOffice.CRM.Services.ProductExtraDataField[]', COMPUTED_LENGTH),
  RawExtraInfo: updatable('System.String', COMPUTED_LENGTH), ExtraField1: EXTRA_FIELD, ExtraField2: EXTRA_FIELD,
  ExtraField3: EXTRA_FIELD, ExtraField4: EXTRA_FIELD, ExtraField5: EXTRA_FIELD,
  InStock: updatable('System.Double', COMPUTED_LENGTH),
} satisfies Record<keyof Product, FieldProperty>)

/** The FieldProperty of each property of a BlobEntity (superoffice-protocol, section 7.3). */
const BLOB_ENTITY_FIELDS: FieldProperties = Object.freeze({
  BlobId: INT32, BlobSize: INT32, Description: TEXT, ExtraInfo: TEXT, IsEncrypted: BOOLEAN, IsZipped: BOOLEAN,
  MimeType: TEXT, OriginalSize: INT32, CreatedDate: DATE_TIME, UpdatedDate: DATE_TIME, CreatedBy: ASSOCIATE,
  UpdatedBy: ASSOCIATE, ConceptualType: TEXT,
} satisfies Record<keyof BlobEntity, FieldProperty>)

export const LIST_ITEM_FIELDS: FieldProperties = Object.freeze({
  Id: INT32, Name: TEXT, Tooltip: TEXT, Deleted: BOOLEAN, UdListDefinitionId: INT32, Rank: INT32,
} satisfies Record<keyof Omit<ListItemCarrier, 'TableRight' | 'FieldProperties'>, FieldProperty>)

export const PRICE_LIST_FIELDS: FieldProperties = Object.freeze({
  PriceListId: INT32, ERPPriceListKey: TEXT, QuoteConnectionId: INT32, Name: TEXT, Description: TEXT, Currency: TEXT, CurrencyName: TEXT,
  ValidFrom: DATE_TIME, ValidTo: DATE_TIME, IsActive: BOOLEAN,
} satisfies Record<keyof PriceList, FieldProperty>)

/** Returns the rights that every caller has to an entity if no rights rule applies. */
const unlimited = <Entity extends object>(entity: string, FieldProperties: FieldProperties): EntityRights<Entity> => Object.freeze({
  entity,
  TableRight: ENTITY_RIGHT,
  FieldProperties,
  granted: ['Select', 'Update', 'Insert', 'Delete'] as const,
  kept: [],
  hidden: undefined,
})

export const BLOB_ENTITY_RIGHTS: EntityRights<BlobEntity> = unlimited('BlobEntity', BLOB_ENTITY_FIELDS)

export const PRODUCT_RIGHTS: EntityRights<Product> = unlimited('Product', PRODUCT_FIELDS)
