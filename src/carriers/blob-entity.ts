import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { AssociateBodySchema, AssociateCarrierSchema, AssociateSchema } from './associate.js'
import { createDefaults } from './defaults.js'
import { FieldPropertiesSchema } from './field-properties.js'
import { ResponseDateTime, Bool, DateTime, Int32, Nullable, Text } from './scalars.js'
import { TableRightSchema } from './table-right.js'

/**
 * Returns the schemas of the documented properties, in documented order. Two schemas are parameters: that of associates, which differs
 * between requests, responses and stored entities, and that of dates, which is different in requests.
 */
const createBlobProperties = <Person extends TSchema, Instant extends TSchema>(person: Person, instant: (description: string) => Instant) => ({
  BlobId: Int32({ description: 'Primary key of the blob.' }),
  BlobSize: Int32({ description: 'Size in bytes of the data as stored, after encryption and compression.' }),
  Description: Text({ description: 'A description that users write.' }),
  ExtraInfo: Text({ description: 'A string that clients can use for any purpose.' }),
  IsEncrypted: Bool({ description: 'True if the data is stored encrypted.' }),
  IsZipped: Bool({ description: 'True if the data is stored compressed.' }),
  MimeType: Text({ description: 'The media type of the data, such as image/jpeg.' }),
  OriginalSize: Int32({ description: 'Size in bytes of the data before encryption and compression, as a client receives it.' }),
  CreatedDate: instant('When the blob was registered.'),
  UpdatedDate: instant('When the blob was last changed.'),
  CreatedBy: Nullable(person, { description: 'The user who registered the blob. Read-only in the vendor\'s document.' }),
  UpdatedBy: Nullable(person, { description: 'The user who last changed the blob.' }),
  ConceptualType: Text({ description: 'The kind of the data as users name it, such as PHOTO.' }),
})

const requestDate = (description: string) => DateTime({ description })
const responseDate = (description: string) => ResponseDateTime({ description })

/** A BlobEntity in a request body (put-product-imageinfo, Request Body). */
export const BlobEntityBodySchema = Type.Partial(Type.Object(createBlobProperties(AssociateBodySchema, requestDate)), {
  $id: 'BlobEntityBody',
  xml: { name: 'BlobEntity' },
  'x-patchable': true,
  description: 'New or updated information about the picture. Omitted properties take the default of their type. ' +
    'Names are case-insensitive; unknown properties are ignored.',
})

/** A BlobEntity in stored form, with dates in UTC and complete associates. */
export const BlobEntitySchema = Type.Object(createBlobProperties(AssociateSchema, responseDate))

/** A BlobEntity in a response (put-product-imageinfo, Response). */
export const BlobEntityCarrierSchema = Type.Object({
  ...createBlobProperties(AssociateCarrierSchema, responseDate),
  TableRight: TableRightSchema,
  FieldProperties: FieldPropertiesSchema,
}, { $id: 'BlobEntity', xml: { name: 'BlobEntity' }, description: 'The description of a picture, without its bytes.' })

/** A BlobEntity with default values: the image info of an owner without a stored image info (superoffice-protocol, section 10). */
export const BLANK_BLOB = createDefaults(BlobEntitySchema)

export type BlobEntityBody = Static<typeof BlobEntityBodySchema>
export type BlobEntity = Static<typeof BlobEntitySchema>
export type BlobEntityCarrier = Static<typeof BlobEntityCarrierSchema>
