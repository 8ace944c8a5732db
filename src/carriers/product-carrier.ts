import { unlimited, visible, type EntityRights } from './entity-rights.js'
import { updatable, type FieldProperties, type FieldProperty } from './field-properties.js'
import { defaultsOf } from './defaults.js'
import { ProductExtraDataFieldSchema, ProductSchema, type Product, type ProductBody, type ProductCarrier } from './product.js'
import type { Wording } from './rights.js'

const INT32 = updatable('System.Int32', 4)
const BOOLEAN = updatable('System.Boolean', 2)
const DOUBLE = updatable('System.Double', 8)
const TEXT = updatable('System.String', 254)
const UNIT = updatable('System.String', 79)
const EXTRA_FIELD = updatable('System.String', 1023)
const LONG_TEXT = updatable('System.String', 2047)

/** What has no column of that name and type has no length either (superoffice-protocol, section 7.2, computed). */
const COMPUTED_LENGTH = 0

/** One entry for each property of a Product, by its column (docs, database table product). */
const PRODUCT_FIELDS: FieldProperties = Object.freeze({
  ProductId: INT32,
  ERPProductKey: TEXT,
  ERPPriceListKey: TEXT,
  Name: TEXT,
  Description: LONG_TEXT,
  Code: TEXT,
  PriceUnit: UNIT,
  QuantityUnit: UNIT,
  IsSubscription: BOOLEAN,
  SubscriptionUnit: TEXT,
  DefaultSubscriptionQuantity: DOUBLE,
  ItemNumber: UNIT,
  Url: EXTRA_FIELD,
  ProductCategoryKey: TEXT,
  ProductFamilyKey: TEXT,
  ProductTypeKey: TEXT,
  VAT: DOUBLE,
  VATInfo: TEXT,
  UnitCost: DOUBLE,
  UnitMinimumPrice: DOUBLE,
  UnitListPrice: DOUBLE,
  InAssortment: BOOLEAN,
  Supplier: TEXT,
  SupplierCode: TEXT,
  Rights: LONG_TEXT,
  Rule: TEXT,
  ExtraInfo: updatable('SuperOffice.CRM.Services.ProductExtraDataField[]', COMPUTED_LENGTH),
  RawExtraInfo: updatable('System.String', COMPUTED_LENGTH),
  ExtraField1: EXTRA_FIELD,
  ExtraField2: EXTRA_FIELD,
  ExtraField3: EXTRA_FIELD,
  ExtraField4: EXTRA_FIELD,
  ExtraField5: EXTRA_FIELD,
  InStock: updatable('System.Double', COMPUTED_LENGTH),
} satisfies Record<keyof Product, FieldProperty>)

/** What every caller may do with a Product whom no rule limits. */
export const PRODUCT_RIGHTS: EntityRights<Product> = unlimited('Product', PRODUCT_FIELDS)

const NO_FIELDS: FieldProperties = Object.freeze({})

/** The texts that users read, which may be in several languages; the others are keys, codes and rules. */
export const PRODUCT_WORDINGS = [
  'Name', 'Description', 'PriceUnit', 'QuantityUnit', 'SubscriptionUnit', 'ProductCategoryKey', 'ProductFamilyKey',
  'ProductTypeKey', 'VATInfo', 'Supplier', 'ExtraField1', 'ExtraField2', 'ExtraField3', 'ExtraField4', 'ExtraField5',
] as const satisfies (keyof Product)[]

/** A product in which every property has the default of its type. */
export const BLANK_PRODUCT: Product = defaultsOf(ProductSchema)

/** What a new product starts from: it is offered. */
export const NEW_PRODUCT: Product = Object.freeze({ ...BLANK_PRODUCT, InAssortment: true })

const BLANK_FIELD = defaultsOf(ProductExtraDataFieldSchema)

/** The product that a body is: what it leaves out is as in another one. */
export function completedProduct ({ ExtraInfo, ...body }: ProductBody, base: Product = BLANK_PRODUCT): Product {
  return {
    ...base,
    ...body,
    ExtraInfo: ExtraInfo === undefined ? base.ExtraInfo : (ExtraInfo ?? []).map(field => ({ ...BLANK_FIELD, ...field })),
  }
}

/** The whole carrier of a product: its properties with texts as the caller wants them, then rights and fields. */
export function productCarrier (stored: Product, wording: Wording, rights: EntityRights<Product> = PRODUCT_RIGHTS): ProductCarrier {
  const product = visible(stored, rights)
  const carrier: ProductCarrier = {
    ...product,
    ExtraInfo: product.ExtraInfo.map(field => ({
      Name: wording.text(field.Name),
      Value: wording.text(field.Value),
      Type: field.Type,
      TableRight: null,
      FieldProperties: NO_FIELDS,
    })),
    TableRight: rights.TableRight,
    FieldProperties: rights.FieldProperties,
  }
  for (const name of PRODUCT_WORDINGS) carrier[name] = wording.text(product[name])
  return carrier
}
