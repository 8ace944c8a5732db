import type { BlobEntity, BlobEntityCarrier } from '../carriers/blob-entity.js'
import type { EntityRights } from '../carriers/entity-rights.js'
import { hideUnreadable } from '../context/rights.js'
import { BLOB_ENTITY_RIGHTS } from '../context/unlimited-rights.js'
import type { Wording } from '../context/wording.js'

/**
 * Returns the carrier of a stored entity. Values that the caller must not read are null or defaults. The properties are listed one by one,
 * because spreading the entity is slower.
 */
export function blobEntityCarrier (
  stored: BlobEntity, wording: Wording, writeDate: (stored: string) => string, rights: EntityRights<BlobEntity> = BLOB_ENTITY_RIGHTS
): BlobEntityCarrier {
  const entity = hideUnreadable(stored, rights)
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
