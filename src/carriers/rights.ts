import type { AssociateCarrier, Associate } from './associate.js'
import type { BlobEntity, BlobEntityCarrier } from './blob-entity.js'
import type { FieldProperties, FieldProperty } from './field-properties.js'
import type { TableRight } from './table-right.js'

const property = (FieldType: string, FieldLength: number): FieldProperty =>
  Object.freeze({ FieldRight: Object.freeze({ Mask: 'Update', Reason: '' }), FieldType, FieldLength })

const INT32 = property('System.Int32', 4)
const BOOLEAN = property('System.Boolean', 2)
const TEXT = property('System.String', 254)
const DATE_TIME = property('System.DateTime', 16)
const ASSOCIATE = property('SuperOffice.CRM.Services.Associate', 4)

/** One entry for each property of a BlobEntity (superoffice-protocol, section 7.3). */
const BLOB_ENTITY_FIELDS: FieldProperties = Object.freeze({
  BlobId: INT32,
  BlobSize: INT32,
  Description: TEXT,
  ExtraInfo: TEXT,
  IsEncrypted: BOOLEAN,
  IsZipped: BOOLEAN,
  MimeType: TEXT,
  OriginalSize: INT32,
  CreatedDate: DATE_TIME,
  UpdatedDate: DATE_TIME,
  CreatedBy: ASSOCIATE,
  UpdatedBy: ASSOCIATE,
  ConceptualType: TEXT,
} satisfies Record<keyof BlobEntity, FieldProperty>)

const BLOB_ENTITY_RIGHT: TableRight = Object.freeze({ Mask: 'Select, Update, Insert, Delete', Reason: '' })

// An associate lists no fields of its own in any recorded answer (section 7.2).
const ASSOCIATE_FIELDS: FieldProperties = Object.freeze({})
const ASSOCIATE_RIGHT: TableRight = Object.freeze({ Mask: 'Select, Update, Delete', Reason: '' })

const associateCarriers = new WeakMap<Associate, AssociateCarrier>()

function associateCarrier (associate: Associate | null): AssociateCarrier | null {
  if (associate === null) return null
  let carrier = associateCarriers.get(associate)
  if (carrier === undefined) {
    carrier = Object.freeze({ ...associate, TableRight: ASSOCIATE_RIGHT, FieldProperties: ASSOCIATE_FIELDS })
    associateCarriers.set(associate, carrier)
  }
  return carrier
}

/**
 * The whole carrier of an entity: its properties, then the rights and fields that go with it. Each property is
 * named because spreading the entity costs ten times as much, at every answer.
 */
export function blobEntityCarrier (entity: BlobEntity): BlobEntityCarrier {
  return {
    BlobId: entity.BlobId,
    BlobSize: entity.BlobSize,
    Description: entity.Description,
    ExtraInfo: entity.ExtraInfo,
    IsEncrypted: entity.IsEncrypted,
    IsZipped: entity.IsZipped,
    MimeType: entity.MimeType,
    OriginalSize: entity.OriginalSize,
    CreatedDate: entity.CreatedDate,
    UpdatedDate: entity.UpdatedDate,
    CreatedBy: associateCarrier(entity.CreatedBy),
    UpdatedBy: associateCarrier(entity.UpdatedBy),
    ConceptualType: entity.ConceptualType,
    TableRight: BLOB_ENTITY_RIGHT,
    FieldProperties: BLOB_ENTITY_FIELDS,
  }
}
