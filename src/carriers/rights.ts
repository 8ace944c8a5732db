import type { AssociateCarrier, Associate } from './associate.js'
import type { BlobEntity, BlobEntityCarrier } from './blob-entity.js'
import { unlimited, visible, type EntityRights } from './entity-rights.js'
import { updatable, type FieldProperties, type FieldProperty } from './field-properties.js'
import type { TableRight } from './table-right.js'

const INT32 = updatable('System.Int32', 4)
const BOOLEAN = updatable('System.Boolean', 2)
const TEXT = updatable('System.String', 254)
const DATE_TIME = updatable('System.DateTime', 16)
const ASSOCIATE = updatable('SuperOffice.CRM.Services.Associate', 4)

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

/** What every caller may do with a BlobEntity whom no rule limits. */
export const BLOB_ENTITY_RIGHTS: EntityRights<BlobEntity> = unlimited('BlobEntity', BLOB_ENTITY_FIELDS)

// An associate lists no fields of its own in any recorded answer (section 7.2).
const ASSOCIATE_FIELDS: FieldProperties = Object.freeze({})
const ASSOCIATE_RIGHT: TableRight = Object.freeze({ Mask: 'Select, Update, Delete', Reason: '' })

/** How the texts of carriers read. */
export interface Wording {
  text (stored: string | null): string | null
  /** The carrier of an associate. The same frozen object for as long as the associate is the same. */
  associate (associate: Associate | null): AssociateCarrier | null
  /** The rights with their reasons. What carriers show of them are the same frozen objects for as long as the rights are the same. */
  rights<Entity extends object> (rights: EntityRights<Entity>): EntityRights<Entity>
}

type ShownRights = Pick<EntityRights<BlobEntity>, 'TableRight' | 'FieldProperties'>

/** Makes carriers whose texts, those that users write or see, are what the translation makes of them. */
export function createWording (translate: (stored: string) => string): Wording {
  const carriers = new WeakMap<Associate, AssociateCarrier>()
  const shownRights = new WeakMap<object, ShownRights>()
  const text = (stored: string | null) => stored === null ? null : translate(stored)
  const right = <Right extends TableRight>(stored: Right) => Object.freeze({ ...stored, Reason: translate(stored.Reason) })

  return {
    text,
    associate (associate) {
      if (associate === null) return null
      let carrier = carriers.get(associate)
      if (carrier === undefined) {
        carrier = Object.freeze({
          ...associate,
          Name: text(associate.Name),
          Tooltip: text(associate.Tooltip),
          FullName: text(associate.FullName),
          FormalName: text(associate.FormalName),
          TableRight: ASSOCIATE_RIGHT,
          FieldProperties: ASSOCIATE_FIELDS,
        })
        carriers.set(associate, carrier)
      }
      return carrier
    },
    rights (rights) {
      let shown = shownRights.get(rights)
      if (shown === undefined) {
        shown = {
          TableRight: right(rights.TableRight),
          FieldProperties: Object.freeze(Object.fromEntries(Object.entries(rights.FieldProperties).map(([name, property]) =>
            [name, Object.freeze({ ...property, FieldRight: right(property.FieldRight) })]))),
        }
        shownRights.set(rights, shown)
      }
      return { ...rights, ...shown }
    },
  }
}

/** Texts as they are stored, in all their languages. */
export const AS_STORED = createWording(stored => stored)

/**
 * The whole carrier of an entity: its properties, with texts and dates as the caller wants them, then the rights
 * and fields that go with it. Each property is named because spreading the entity costs ten times as much, at
 * every answer.
 */
export function blobEntityCarrier (
  stored: BlobEntity, wording: Wording, writeDate: (kept: string) => string, rights: EntityRights<BlobEntity> = BLOB_ENTITY_RIGHTS
): BlobEntityCarrier {
  const entity = visible(stored, rights)
  return {
    BlobId: entity.BlobId,
    BlobSize: entity.BlobSize,
    Description: wording.text(entity.Description),
    ExtraInfo: wording.text(entity.ExtraInfo),
    IsEncrypted: entity.IsEncrypted,
    IsZipped: entity.IsZipped,
    MimeType: entity.MimeType,
    OriginalSize: entity.OriginalSize,
    CreatedDate: writeDate(entity.CreatedDate),
    UpdatedDate: writeDate(entity.UpdatedDate),
    CreatedBy: wording.associate(entity.CreatedBy),
    UpdatedBy: wording.associate(entity.UpdatedBy),
    ConceptualType: entity.ConceptualType,
    TableRight: rights.TableRight,
    FieldProperties: rights.FieldProperties,
  }
}
