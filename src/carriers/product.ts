import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { createDefaults } from './defaults.js'
import { FieldPropertiesSchema } from './field-properties.js'
import { Bool, Double, Int32, Nullable, Text, Words } from './scalars.js'
import { TableRightSchema } from './table-right.js'

/** The members of the vendor's ExtraDataFieldType enum. */
const EXTRA_DATA_FIELD_TYPES = ['String', 'Url', 'Image'] as const

/**
 * Maximum lengths of strings in UTF-16 code units, for columns whose length is not TEXT_LENGTH (the vendor's documentation, database table
 * product).
 */
const UNIT_LENGTH = 79
const EXTRA_FIELD_LENGTH = 1023
const DESCRIPTION_LENGTH = 2047

/** Maximum length of strings in Clob columns. The number is an assumption, because the vendor's documentation does not name a maximum. */
const CLOB_LENGTH = 65_535

/** Maximum number of fields in the ExtraInfo of a request body. They are stored in one row; known connectors send far fewer. */
const MOST_EXTRA_DATA_FIELDS = 1000

const extraField = () =>
  Text({ maxLength: EXTRA_FIELD_LENGTH, description: 'A string that a connector sets, and that quote documents show.' })

const extraDataField = {
  Name: Text({ description: 'The label.' }),
  Value: Text({ maxLength: CLOB_LENGTH, description: 'The value.' }),
  Type: Words(EXTRA_DATA_FIELD_TYPES, { description: 'The type of the value.' }),
}

const xmlItem = { xml: { name: 'ProductExtraDataField' } }

/**
 * Returns the schemas of the documented properties, in documented order. The schema of ExtraInfo is a parameter, because it differs between
 * requests, responses and stored products.
 */
const createProductProperties = <List extends TSchema>(list: List) => ({
  ProductId: Int32({ description: 'Primary key.' }),
  ERPProductKey: Text({ description: 'The key of the product in the system of its supplier.' }),
  ERPPriceListKey: Text({ description: 'The key of the price list that contains the product.' }),
  Name: Text({ description: 'The name that is shown to users.' }),
  Description: Text({ maxLength: DESCRIPTION_LENGTH, description: 'The description, in one or several lines.' }),
  Code: Text({ description: 'The article number.' }),
  PriceUnit: Text({ maxLength: UNIT_LENGTH, description: 'The unit of the prices, such as metre.' }),
  QuantityUnit: Text({ maxLength: UNIT_LENGTH, description: 'The unit of quantities.' }),
  IsSubscription: Bool({ description: 'True if the product is sold as a subscription.' }),
  SubscriptionUnit: Text({ description: 'The subscription interval, as the id of a list item or as a name.' }),
  DefaultSubscriptionQuantity: Double({ description: 'The number of subscription intervals that a quote suggests.' }),
  ItemNumber: Text({ maxLength: UNIT_LENGTH, description: 'The position in a hierarchy, such as 1.4.3.2P.' }),
  Url: Text({ maxLength: EXTRA_FIELD_LENGTH, description: 'The address of a page about the product.' }),
  ProductCategoryKey: Text({ description: 'The category, as the id of a list item or as a name.' }),
  ProductFamilyKey: Text({ description: 'The family, as the id of a list item or as a name.' }),
  ProductTypeKey: Text({ description: 'The type, as the id of a list item or as a name.' }),
  VAT: Double({ description: 'The VAT rate in per cent.' }),
  VATInfo: Text({ description: 'A note on the VAT for documents.' }),
  UnitCost: Double({ description: 'The cost for the seller.' }),
  UnitMinimumPrice: Double({ description: 'The lowest price that may be offered.' }),
  UnitListPrice: Double({ description: 'The price before any discount.' }),
  InAssortment: Bool({ description: 'True if the product is in the assortment.' }),
  Supplier: Text({ description: 'The supplier, as the id of a contact or as a name.' }),
  SupplierCode: Text({ description: "The supplier's article number." }),
  Rights: Text({ maxLength: DESCRIPTION_LENGTH, description: 'The fields whose rights differ from the default, with these rights: Name=R&VAT=N.' }),
  Rule: Text({ description: 'Names of calculation rules, separated by commas.' }),
  ExtraInfo: list,
  RawExtraInfo: Text({ maxLength: CLOB_LENGTH, description: 'Extra information as one string.' }),
  ExtraField1: extraField(),
  ExtraField2: extraField(),
  ExtraField3: extraField(),
  ExtraField4: extraField(),
  ExtraField5: extraField(),
  InStock: Double({ description: 'The quantity in stock; a negative number is the quantity on order.' }),
})

const LIST = { default: [], description: 'Additional fields from an ERP or quote connector.' }

const FieldBodySchema = Type.Partial(Type.Object(extraDataField), { $id: 'ProductExtraDataFieldBody', ...xmlItem })

export const ProductExtraDataFieldSchema = Type.Object(extraDataField)

const FieldCarrierSchema = Type.Object({
  ...extraDataField,
  TableRight: Nullable(TableRightSchema),
  FieldProperties: FieldPropertiesSchema,
}, { $id: 'ProductExtraDataField', ...xmlItem, description: 'A field of a product from a connector.' })

/** A Product in a request body (the vendor's documentation, POST Product, Request Body). */
export const ProductBodySchema = Type.Partial(
  Type.Object(createProductProperties(Nullable(Type.Array(FieldBodySchema, { maxItems: MOST_EXTRA_DATA_FIELDS }), LIST))), {
    $id: 'ProductBody',
    xml: { name: 'Product' },
    'x-patchable': true,
    description: 'A new or changed product. Omitted properties take the default of their type. ' +
      'Names are case-insensitive; unknown properties are ignored.',
  })

export const ProductSchema = Type.Object(
  createProductProperties(Type.Array(ProductExtraDataFieldSchema, { maxItems: MOST_EXTRA_DATA_FIELDS, default: [] })))

export const BLANK_PRODUCT: Product = createDefaults(ProductSchema)

/**
 * A Product in a response (the vendor's documentation, POST Product, Response). `TableRight` and `FieldProperties` are null if `$select`
 * omits them.
 */
export const ProductCarrierSchema = Type.Object({
  ...createProductProperties(Nullable(Type.Array(FieldCarrierSchema), LIST)),
  TableRight: Nullable(TableRightSchema),
  FieldProperties: Nullable(FieldPropertiesSchema),
}, { $id: 'Product', xml: { name: 'Product' }, description: 'An item that is sold or rented.' })

export type ProductBody = Static<typeof ProductBodySchema>
export type Product = Static<typeof ProductSchema>
export type ProductCarrier = Static<typeof ProductCarrierSchema>
