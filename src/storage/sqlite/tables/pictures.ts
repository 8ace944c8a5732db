import type Database from 'better-sqlite3'
import { UNSET_DATE } from '../../../carriers/date-time.js'
import type { ProductPicture } from '../../../carriers/product-picture.js'
import type { PicturePage, PictureRange } from '../../store.js'

export interface Pictures {
  list (tenantId: number, range: PictureRange): PicturePage
}

interface Bounds {
  readonly tenantId: number
  readonly after: number
  /** One more than is asked for, which tells whether there are more. */
  readonly rows: number
}

type Row = [
  productId: number, name: string | null, blobId: number, description: string | null, mimeType: string | null,
  originalSize: number, updatedDate: string, hasImage: number
]

export function createPictures (db: Database.Database): Pictures {
  // Each of the two lists is cut by its own key before they are put together, so that however many products there
  // are, no more of them are read than are asked for.
  const select = db.prepare<[Bounds]>(`
    WITH found AS (
      SELECT product_id FROM (SELECT product_id FROM product
        WHERE tenant_id = @tenantId AND product_id > @after ORDER BY product_id LIMIT @rows)
      UNION
      SELECT product_id FROM (SELECT DISTINCT product_id FROM product_blob
        WHERE tenant_id = @tenantId AND product_id > @after ORDER BY product_id LIMIT @rows)
      ORDER BY product_id LIMIT @rows
    )
    SELECT found.product_id, iif(product.product_id IS NULL, NULL, ifnull(product.name, '')),
      ifnull(blob_id, 0), iif(blob_id IS NULL, '', blob.description), iif(blob_id IS NULL, '', mime_type),
      ifnull(original_size, 0), ifnull(updated_date, '${UNSET_DATE}'), content_key IS NOT NULL
    FROM found
    LEFT JOIN product ON product.tenant_id = @tenantId AND product.product_id = found.product_id
    LEFT JOIN product_blob ON product_blob.tenant_id = @tenantId AND product_blob.product_id = found.product_id AND link_type = 7
    LEFT JOIN blob USING (blob_key)
    ORDER BY found.product_id`).raw()

  return {
    list (tenantId, { after, limit }) {
      const rows = select.all({ tenantId, after, rows: limit + 1 }) as Row[]
      const pictures = rows.slice(0, limit).map(toPicture)
      return { pictures, next: rows.length > limit ? pictures.at(-1)?.ProductId : undefined }
    },
  }
}

function toPicture ([ProductId, Name, BlobId, Description, MimeType, OriginalSize, UpdatedDate, hasImage]: Row): ProductPicture {
  return { ProductId, Name, BlobId, Description, MimeType, OriginalSize, UpdatedDate, HasImage: hasImage === 1 }
}
