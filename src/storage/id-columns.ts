import { BLOB_LINKS, BLOB_LINK_NAMES } from '../carriers/blob-links.js'
import type { IdKind } from './seed-schema.js'

export interface IdColumn {
  readonly table: string
  readonly column: string
  /** An SQL condition that selects the rows with ids of the kind of entity; undefined if all rows have such ids. */
  readonly condition?: string
}

/**
 * The columns that contain the ids in use, by kind of entity. A product id is also in use if a blob is linked to it, because the product
 * itself need not be stored.
 */
export const ID_COLUMNS: Readonly<Record<IdKind, readonly IdColumn[]>> = {
  Product: [
    { table: 'product', column: 'product_id' },
    ...BLOB_LINK_NAMES.map(link => BLOB_LINKS[link]).filter(({ entity }) => entity === 'Product')
      .map(({ type }) => ({ table: 'entity_blob', column: 'owner_id', condition: `link_type = ${type}` })),
  ],
  Blob: [{ table: 'blob', column: 'blob_id' }],
}
