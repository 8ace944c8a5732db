import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { defaultsOf } from './defaults.js'
import { FieldPropertiesSchema } from './field-properties.js'
import { Bool, Double, Int32, Nullable, Text, Words } from './scalars.js'
import { TableRightSchema } from './table-right.js'

/** The members of the vendor's ExtraDataFieldType enum. */
const EXTRA_DATA_FIELD_TYPES = ['String', 'Url', 'Image'] as const

/** Lengths of columns that differ from TEXT_LENGTH (docs, database table product). */
const UNIT_LENGTH = 79
const EXTRA_FIELD_LENGTH = 1023
const DESCRIPTION_LENGTH = 2047

/** Limits values of Clob columns, for which the documentation gives no length. */
const CLOB_LENGTH = 65_535

/** Limits the fields of ExtraInfo, which are stored in one row. No known connector has as many. */
const MOST_EXTRA_DATA_FIELDS = 1000

const extraField = () =>
  Text({ maxLength: EXTRA_FIELD_LENGTH, description: 'A spare text for what a connector has and documents show.' })

const extraDataField = {
  Name: Text({ description: 'The label.' }),
  Value: Text({ maxLength: CLOB_LENGTH, description: 'What stands behind the label.' }),
  Type: Words(EXTRA_DATA_FIELD_TYPES, { description: 'How the value is to be read.' }),
}

const xmlItem = { xml: { name: 'ProductExtraDataField' } }

/** Returns the documented properties in documented order. The list of extra data differs between requests and responses. */
const createProductProperties = <List extends TSchema>(list: List) => ({
  ProductId: Int32({ description: 'Primary key.' }),
  ERPProductKey: Text({ description: 'The key of the product in the system of its supplier.' }),
  ERPPriceListKey: Text({ description: 'The key of the price list that the product is in.' }),
  Name: Text({ description: 'The name that users see.' }),
  Description: Text({ maxLength: DESCRIPTION_LENGTH, description: 'What users read about it, in one line or several.' }),
  Code: Text({ description: 'The article number.' }),
  PriceUnit: Text({ maxLength: UNIT_LENGTH, description: 'The unit that the prices are for, such as metre.' }),
  QuantityUnit: Text({ maxLength: UNIT_LENGTH, description: 'The unit that quantities are in.' }),
  IsSubscription: Bool({ description: 'Whether it is sold again at each interval.' }),
  SubscriptionUnit: Text({ description: 'The interval, as the id of a list item or as a text.' }),
  DefaultSubscriptionQuantity: Double({ description: 'How many intervals to suggest for a quote.' }),
  ItemNumber: Text({ maxLength: UNIT_LENGTH, description: 'Its place in some hierarchy, such as 1.4.3.2P.' }),
  Url: Text({ maxLength: EXTRA_FIELD_LENGTH, description: 'A page about the product.' }),
  ProductCategoryKey: Text({ description: 'The category, as the id of a list item or as a text.' }),
  ProductFamilyKey: Text({ description: 'The family, as the id of a list item or as a text.' }),
  ProductTypeKey: Text({ description: 'The type, as the id of a list item or as a text.' }),
  VAT: Double({ description: 'The tax in per cent.' }),
  VATInfo: Text({ description: 'What documents say of the tax.' }),
  UnitCost: Double({ description: 'What it costs the seller.' }),
  UnitMinimumPrice: Double({ description: 'The least price that may be offered.' }),
  UnitListPrice: Double({ description: 'The price before any discount.' }),
  InAssortment: Bool({ description: 'Whether it is offered now.' }),
  Supplier: Text({ description: 'The supplier, as the id of a contact or as a name.' }),
  SupplierCode: Text({ description: "The supplier's article number." }),
  Rights: Text({ maxLength: DESCRIPTION_LENGTH, description: 'Rights on fields that are not as usual: Name=R&VAT=N.' }),
  Rule: Text({ description: 'Names of rules of calculation, separated by commas.' }),
  ExtraInfo: list,
  RawExtraInfo: Text({ maxLength: CLOB_LENGTH, description: 'Extra information as one text.' }),
  ExtraField1: extraField(),
  ExtraField2: extraField(),
  ExtraField3: extraField(),
  ExtraField4: extraField(),
  ExtraField5: extraField(),
  InStock: Double({ description: 'How many there are; below zero, how many are on order.' }),
})

const LIST = { default: [], description: 'Fields that a connector adds.' }

const FieldBodySchema = Type.Partial(Type.Object(extraDataField), { $id: 'ProductExtraDataFieldBody', ...xmlItem })

/** A field of ExtraInfo as it is stored. */
export const ProductExtraDataFieldSchema = Type.Object(extraDataField)

const FieldCarrierSchema = Type.Object({
  ...extraDataField,
  TableRight: Nullable(TableRightSchema),
  FieldProperties: FieldPropertiesSchema,
}, { $id: 'ProductExtraDataField', ...xmlItem, description: 'A field that a connector adds to a product.' })

/** A Product in a request body (docs, POST Product, Request Body). All properties are optional. */
export const ProductBodySchema = Type.Partial(
  Type.Object(createProductProperties(Nullable(Type.Array(FieldBodySchema, { maxItems: MOST_EXTRA_DATA_FIELDS }), LIST))), {
    $id: 'ProductBody',
    xml: { name: 'Product' },
    'x-patchable': true,
    description: 'A new or changed product. What is left out takes the default of its type. ' +
      'Names are read in any case; properties that are not listed are ignored.',
  })

/** A Product as it is stored: the documented properties. */
export const ProductSchema = Type.Object(
  createProductProperties(Type.Array(ProductExtraDataFieldSchema, { maxItems: MOST_EXTRA_DATA_FIELDS, default: [] })))

/** A product in which every property has the default of its type. */
export const BLANK_PRODUCT: Product = defaultsOf(ProductSchema)

/** A Product in a response (docs, POST Product, Response). Rights are null if `$select` omits them. */
export const ProductCarrierSchema = Type.Object({
  ...createProductProperties(Nullable(Type.Array(FieldCarrierSchema), LIST)),
  TableRight: Nullable(TableRightSchema),
  FieldProperties: Nullable(FieldPropertiesSchema),
}, { $id: 'Product', xml: { name: 'Product' }, description: 'Something that is sold or let.' })

export type ProductBody = Static<typeof ProductBodySchema>
export type Product = Static<typeof ProductSchema>
export type ProductCarrier = Static<typeof ProductCarrierSchema>
