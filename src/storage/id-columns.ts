import { BLOB_LINKS, BLOB_LINK_NAMES } from '../carriers/blob-links.js'
import type { IdKind } from './seed-schema.js'

/** A column with ids in use, in the rows that `condition` selects. */
export interface IdColumn {
  readonly table: string
  readonly column: string
  /** An SQL condition that restricts the rows of the tenant. */
  readonly condition?: string
}

/**
 * The columns with the ids in use of each kind. Ids of products include those of links, because a picture can belong to a product that is
 * not stored.
 */
export const ID_COLUMNS: Readonly<Record<IdKind, readonly IdColumn[]>> = {
  Product: [
    { table: 'product', column: 'product_id' },
    ...BLOB_LINK_NAMES.map(link => BLOB_LINKS[link]).filter(({ entity }) => entity === 'Product')
      .map(({ type }) => ({ table: 'entity_blob', column: 'owner_id', condition: `link_type = ${type}` })),
  ],
  Blob: [{ table: 'blob', column: 'blob_id' }],
}
