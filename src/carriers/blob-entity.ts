import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { AssociateBodySchema, AssociateCarrierSchema, AssociateSchema } from './associate.js'
import { defaultsOf } from './defaults.js'
import { FieldPropertiesSchema } from './field-properties.js'
import { AnsweredDateTime, Bool, DateTime, Int32, Nullable, Text } from './scalars.js'
import { TableRightSchema } from './table-right.js'

/** Returns the 13 documented properties in documented order. Associates and dates differ between requests and responses. */
const createBlobProperties = <Person extends TSchema, Instant extends TSchema>(person: Person, instant: (description: string) => Instant) => ({
  BlobId: Int32({ description: 'Primary key of the blob.' }),
  BlobSize: Int32({ description: 'Bytes of the data as stored, after any encrypting or zipping.' }),
  Description: Text({ description: 'A text that users write and see.' }),
  ExtraInfo: Text({ description: 'A spare text for any purpose that does not depend on where the blob is used.' }),
  IsEncrypted: Bool({ description: 'Whether the data is stored encrypted.' }),
  IsZipped: Bool({ description: 'Whether the data is stored zipped.' }),
  MimeType: Text({ description: 'The media type of the data, such as image/jpeg.' }),
  OriginalSize: Int32({ description: 'Bytes of the data before any encrypting or zipping: what a client gets.' }),
  CreatedDate: instant('When the blob was registered.'),
  UpdatedDate: instant('When the blob was last changed.'),
  CreatedBy: Nullable(person, { description: 'Who registered the blob. The document calls it read-only.' }),
  UpdatedBy: Nullable(person, { description: 'Who changed the blob last.' }),
  ConceptualType: Text({ description: "What the data is in the user's world, such as PHOTO." }),
})

const requestDate = (description: string) => DateTime({ description })
const answeredDate = (description: string) => AnsweredDateTime({ description })

/** A BlobEntity in a request body (put-product-imageinfo, Request Body). All properties are optional. */
export const BlobEntityBodySchema = Type.Partial(Type.Object(createBlobProperties(AssociateBodySchema, requestDate)), {
  $id: 'BlobEntityBody',
  xml: { name: 'BlobEntity' },
  'x-patchable': true,
  description: 'New or updated information about the picture. What is left out takes the default of its type. ' +
    'Names are read in any case; properties that are not listed are ignored.',
})

/** A BlobEntity as it is stored: the 13 documented properties, with dates in UTC and complete associates. */
export const BlobEntitySchema = Type.Object(createBlobProperties(AssociateSchema, answeredDate))

/** A BlobEntity in a response (put-product-imageinfo, Response). */
export const BlobEntityCarrierSchema = Type.Object({
  ...createBlobProperties(AssociateCarrierSchema, answeredDate),
  TableRight: TableRightSchema,
  FieldProperties: FieldPropertiesSchema,
}, { $id: 'BlobEntity', xml: { name: 'BlobEntity' }, description: 'What is known of a picture beside its bytes.' })

/**
 * A BlobEntity in which each property has the default of its type: what a body that replaces an entity starts from, and the response where no
 * blob exists (superoffice-protocol, section 10).
 */
export const BLANK_BLOB = defaultsOf(BlobEntitySchema)

export type BlobEntityBody = Static<typeof BlobEntityBodySchema>
export type BlobEntity = Static<typeof BlobEntitySchema>
export type BlobEntityCarrier = Static<typeof BlobEntityCarrierSchema>
