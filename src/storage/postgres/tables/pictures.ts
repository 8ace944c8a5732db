import { BLOB_LINKS, IMAGE_LINKS, THUMBNAIL_LINKS } from '../../../carriers/blob-links.js'
import { UNSET_DATE } from '../../../carriers/date-time.js'
import { OWNER_ENTITIES, type OwnerEntity } from '../../../carriers/owner.js'
import type { OwnerPicture } from '../../../carriers/owner-picture.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { PicturePage, PictureRange } from '../../store.js'
import type { Query } from '../engine/connections.js'
import { SET, type SetReference } from './set-reference.js'

type Row = [
  ownerId: number, name: string | null, blobId: number, description: string | null, mimeType: string | null,
  originalSize: number, updatedDate: string, hasImage: boolean
]

/**
 * Returns SQL that selects a page of owners of one kind. The rows of each table are limited before the union, so that the statement does
 * not read all rows.
 */
function buildOwnerSelect (entity: OwnerEntity): string {
  const image = BLOB_LINKS[IMAGE_LINKS[entity]].type
  const [table, id, condition] = entity === 'Product' ? ['product', 'product_id', 'true'] : ['owner', 'owner_id', `entity = '${entity}'`]
  const thumbnail = THUMBNAIL_LINKS[entity]
  const types = thumbnail === undefined ? [image] : [image, BLOB_LINKS[thumbnail].type]
  const selectIds = (column: string, from: string, where: string) =>
    `(SELECT ${column} AS owner_id FROM ${from} WHERE set_id = ${SET} AND ${where} AND ${column} > $3 ORDER BY ${column} LIMIT $4)`
  return `
    WITH found AS (
      ${[selectIds(id, table, condition), ...types.map(type => selectIds('owner_id', 'entity_blob', `link_type = ${type}`))].join(' UNION ')}
      ORDER BY owner_id LIMIT $4
    )
    SELECT found.owner_id, CASE WHEN stored.set_id IS NOT NULL THEN coalesce(stored.name, '') END,
      coalesce(blob_id, 0), CASE WHEN blob_id IS NULL THEN '' ELSE blob.description END, CASE WHEN blob_id IS NULL THEN '' ELSE mime_type END,
      coalesce(original_size, 0), coalesce(blob.updated_date, '${UNSET_DATE}'), content_sha256 IS NOT NULL
    FROM found
    LEFT JOIN ${table} AS stored ON stored.set_id = ${SET} AND ${condition} AND stored.${id} = found.owner_id
    LEFT JOIN entity_blob AS link ON link.set_id = ${SET} AND link_type = ${image} AND link.owner_id = found.owner_id
    LEFT JOIN blob ON blob.set_id = link.set_id AND blob.blob_key = link.blob_key
    ORDER BY found.owner_id`
}

const SELECTS = new Map(OWNER_ENTITIES.map(entity => [entity, buildOwnerSelect(entity)]))

export async function listPictures (query: Query, set: SetReference, { entity, after, limit }: PictureRange): Promise<PicturePage> {
  // Selects one more row than the page can have, to find out whether a next page exists.
  const rows = await query<Row>(assertDefined(SELECTS.get(entity), 'Each kind of owner has a statement.'), [...set, after, limit + 1])
  const pictures = rows.slice(0, limit).map(row => toPicture(entity, row))
  return { pictures, next: rows.length > limit ? pictures.at(-1)?.OwnerId : undefined }
}

function toPicture (Owner: OwnerEntity, [OwnerId, Name, BlobId, Description, MimeType, OriginalSize, UpdatedDate, HasImage]: Row): OwnerPicture {
  return { Owner, OwnerId, Name, BlobId, Description, MimeType, OriginalSize, UpdatedDate, HasImage }
}
