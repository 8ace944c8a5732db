import type Database from 'better-sqlite3'
import { BLOB_LINKS, IMAGE_LINKS, THUMBNAIL_LINKS } from '../../../carriers/blob-links.js'
import { UNSET_DATE } from '../../../carriers/date-time.js'
import { OWNER_ENTITIES, type OwnerEntity } from '../../../carriers/owner.js'
import type { OwnerPicture } from '../../../carriers/owner-picture.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { PicturePage, PictureRange } from '../../store.js'

interface Pictures {
  list (tenantId: number, range: PictureRange): PicturePage
}

interface PageBounds {
  readonly tenantId: number
  readonly after: number
  /** One more than the requested number, to find out whether a next page exists. */
  readonly rows: number
}

type PictureRow = [
  ownerId: number, name: string | null, blobId: number, description: string | null, mimeType: string | null,
  originalSize: number, updatedDate: string, hasImage: number
]

export function createPictures (db: Database.Database): Pictures {
  const selects = new Map(OWNER_ENTITIES.map(entity => [entity, db.prepare<[PageBounds], PictureRow>(buildOwnerSelect(entity)).raw()]))

  return {
    list (tenantId, { entity, after, limit }) {
      const select = assertDefined(selects.get(entity), 'Each kind of owner has a statement.')
      const rows = select.all({ tenantId, after, rows: limit + 1 })
      const pictures = rows.slice(0, limit).map(row => toPicture(entity, row))
      return { pictures, next: rows.length > limit ? pictures.at(-1)?.OwnerId : undefined }
    },
  }
}

/**
 * Returns SQL that selects a page of owners of one kind. The rows of each table are limited before the union, so that not all stored rows
 * are read.
 */
function buildOwnerSelect (entity: OwnerEntity): string {
  const image = BLOB_LINKS[IMAGE_LINKS[entity]].type
  const [table, id, condition] = entity === 'Product' ? ['product', 'product_id', 'true'] : ['owner', 'owner_id', `entity = '${entity}'`]
  const thumbnail = THUMBNAIL_LINKS[entity]
  const types = thumbnail === undefined ? [image] : [image, BLOB_LINKS[thumbnail].type]
  const selectIds = (column: string, from: string, where: string) =>
    `SELECT ${column} AS owner_id FROM (SELECT ${column} FROM ${from} WHERE tenant_id = @tenantId AND ${where} AND ${column} > @after ORDER BY ${column} LIMIT @rows)`
  return `
    WITH found AS (
      ${[selectIds(id, table, condition), ...types.map(type => selectIds('owner_id', 'entity_blob', `link_type = ${type}`))].join(' UNION ')}
      ORDER BY owner_id LIMIT @rows
    )
    SELECT found.owner_id, iif(stored.tenant_id IS NULL, NULL, ifnull(stored.name, '')),
      ifnull(blob_id, 0), iif(blob_id IS NULL, '', blob.description), iif(blob_id IS NULL, '', mime_type),
      ifnull(original_size, 0), ifnull(blob.updated_date, '${UNSET_DATE}'), content_key IS NOT NULL
    FROM found
    LEFT JOIN ${table} AS stored ON stored.tenant_id = @tenantId AND ${condition} AND stored.${id} = found.owner_id
    LEFT JOIN entity_blob AS link ON link.tenant_id = @tenantId AND link_type = ${image} AND link.owner_id = found.owner_id
    LEFT JOIN blob USING (blob_key)
    ORDER BY found.owner_id`
}

function toPicture (Owner: OwnerEntity, [OwnerId, Name, BlobId, Description, MimeType, OriginalSize, UpdatedDate, hasImage]: PictureRow): OwnerPicture {
  return { Owner, OwnerId, Name, BlobId, Description, MimeType, OriginalSize, UpdatedDate, HasImage: hasImage === 1 }
}
