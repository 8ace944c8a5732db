import type Database from 'better-sqlite3'
import type { BlobEntity } from '../../carriers/blob-entity.js'
import type { Revision } from '../store.js'
import type { Associates } from './associates.js'
import { createFreeIds } from './free-ids.js'

/** The columns of product_image_info that a change may touch. An update leaves blob_id out, to spare its index. */
const COLUMNS = [
  'blob_size', 'description', 'extra_info', 'is_encrypted', 'is_zipped', 'mime_type', 'original_size',
  'created_date', 'updated_date', 'created_by', 'updated_by', 'conceptual_type',
]

/** The values of COLUMNS. */
type Row = [
  blobSize: number, description: string | null, extraInfo: string | null,
  isEncrypted: number, isZipped: number, mimeType: string | null, originalSize: number,
  createdDate: string, updatedDate: string, createdBy: number | null, updatedBy: number | null,
  conceptualType: string | null
]

/** A row of values, then the numbers that say which: of the tenant, of the product, and of its blob if that is new. */
type Write = [...Row, tenantId: number, productId: number, blobId?: number]

export interface ImageInfos {
  find (tenantId: number, productId: number): BlobEntity | undefined
  /** Keeps what the revision makes of the current entity. To be called inside of a transaction. */
  save (tenantId: number, productId: number, revise: Revision): BlobEntity
  /** To be called inside of a transaction. */
  remove (tenantId: number, productId: number): void
}

export function createImageInfos (db: Database.Database, associates: Associates): ImageInfos {
  const select = db.prepare<[number, number]>(
    `SELECT ${COLUMNS}, blob_id FROM product_image_info WHERE tenant_id = ? AND product_id = ?`).raw()
  const update = db.prepare<[Write]>(
    `UPDATE product_image_info SET ${COLUMNS.map(column => `${column} = ?`)} WHERE tenant_id = ? AND product_id = ?`)
  const insert = db.prepare<[Write]>(
    `INSERT OR REPLACE INTO product_image_info (${COLUMNS}, tenant_id, product_id, blob_id)
     VALUES (${COLUMNS.map(() => '?')}, ?, ?, ?)`)
  const remove = db.prepare<[number, number]>('DELETE FROM product_image_info WHERE tenant_id = ? AND product_id = ?')
  const blobIdsOf = createFreeIds(db, 'product_image_info', 'blob_id')

  const find = (tenantId: number, productId: number) => {
    const row = select.get(tenantId, productId) as [...Row, blobId: number] | undefined
    return row && toEntity(row, associates)
  }

  return {
    find,
    save (tenantId, productId, revise) {
      const current = find(tenantId, productId)
      const entity = revise(current, blobIdsOf(tenantId))
      const write = writeOf(entity, tenantId, productId, associates)
      if (entity.BlobId === current?.BlobId) {
        update.run(write)
      } else {
        write.push(entity.BlobId)
        insert.run(write)
      }
      return entity
    },
    remove (tenantId, productId) {
      remove.run(tenantId, productId)
    },
  }
}

function writeOf (entity: BlobEntity, tenantId: number, productId: number, associates: Associates): Write {
  const { CreatedBy, UpdatedBy } = entity
  return [
    entity.BlobSize, entity.Description, entity.ExtraInfo,
    Number(entity.IsEncrypted), Number(entity.IsZipped), entity.MimeType, entity.OriginalSize,
    entity.CreatedDate, entity.UpdatedDate,
    CreatedBy && associates.keyOf(tenantId, CreatedBy), UpdatedBy && associates.keyOf(tenantId, UpdatedBy),
    entity.ConceptualType, tenantId, productId,
  ]
}

function toEntity (row: [...Row, blobId: number], associates: Associates): BlobEntity {
  const [
    BlobSize, Description, ExtraInfo, isEncrypted, isZipped, MimeType, OriginalSize,
    CreatedDate, UpdatedDate, createdBy, updatedBy, ConceptualType, BlobId,
  ] = row
  return {
    BlobId,
    BlobSize,
    Description,
    ExtraInfo,
    IsEncrypted: isEncrypted === 1,
    IsZipped: isZipped === 1,
    MimeType,
    OriginalSize,
    CreatedDate,
    UpdatedDate,
    CreatedBy: createdBy === null ? null : associates.get(createdBy),
    UpdatedBy: updatedBy === null ? null : associates.get(updatedBy),
    ConceptualType,
  }
}
