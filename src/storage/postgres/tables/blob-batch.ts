import type { BlobEntity } from '../../../carriers/blob-entity.js'
import { BLOB_LINKS } from '../../../carriers/blob-links.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import { BLOB_COLUMNS } from '../../blob-columns.js'
import type { LinkPlace } from '../../blob-place.js'
import { toColumns, toTexts, type ElementType } from '../engine/arrays.js'
import type { Query } from '../engine/connections.js'
import { BLOB_ROW, blobValues, toBlob, type BlobRow, type FoundBlob } from './blobs.js'
import { SET_TABLES } from './table-columns.js'

export interface BatchPlace {
  readonly tenantKey: string
  readonly place: LinkPlace
  /** True if `findBatch` must determine `BatchBlob.isOwnerKept`. */
  readonly needsOwner: boolean
}

/**
 * A blob as `findBatch` read it. `updateBatch` stores a new BlobEntity only if `setId`, `changeNo` and `version` are unchanged in the
 * database.
 */
export interface BatchBlob {
  readonly stored: FoundBlob
  readonly tenantKey: string
  readonly setId: string
  readonly changeNo: number
  readonly version: number
  /** True if the owner in `BatchPlace.place` is stored. Always false if `BatchPlace.needsOwner` is false. */
  readonly isOwnerKept: boolean
}

/** A blob and its new BlobEntity. */
export type BlobWrite = readonly [blob: BatchBlob, entity: BlobEntity]

export interface StoredBatch {
  readonly stored: ReadonlySet<BatchBlob>
  /** The keys of the tenants that another transaction had locked exclusively. */
  readonly locked: ReadonlySet<string>
}

/** The columns of the table `blob` that SELECT reads, in addition to `version`. */
const STORED = [...BLOB_COLUMNS, 'linked_date', 'blob_id', 'blob_key', 'content_sha256']

// `entity` is the kind of the owner; null if `needsOwner` is false. `LIMIT 1` fixes the order of the joins. Without `LIMIT 1`, the planner
// could scan all blobs as long as its statistics are those of empty tables.
const SELECT = `SELECT ${BLOB_ROW}, position - 1, tenant_key, set_id, change_no, version,
    CASE entity
      WHEN 'Product' THEN EXISTS (SELECT 1 FROM product p WHERE p.set_id = tenant.set_id AND p.product_id = place.owner_id)
      ELSE entity IS NOT NULL AND EXISTS (SELECT 1 FROM owner o WHERE o.set_id = tenant.set_id AND o.entity = place.entity AND o.owner_id = place.owner_id)
    END
  FROM unnest($1::text[], $2::smallint[], $3::int[], $4::text[]) WITH ORDINALITY AS place (tenant_key, link_type, owner_id, entity, position)
  JOIN tenant USING (tenant_key)
  CROSS JOIN LATERAL (
    SELECT blob_key FROM entity_blob l WHERE l.set_id = tenant.set_id AND l.link_type = place.link_type AND l.owner_id = place.owner_id LIMIT 1
  ) AS link
  JOIN LATERAL (SELECT version, ${STORED} FROM blob b WHERE b.set_id = tenant.set_id AND b.blob_key = link.blob_key LIMIT 1) AS stored USING (blob_key)
  LEFT JOIN content ON sha256 = content_sha256`

type Guards = [position: number, tenantKey: string, setId: string, changeNo: number, version: number, isOwnerKept: boolean]

type Row = [...BlobRow, ...Guards]

const PLACE_TYPES: readonly ElementType[] = ['text', 'smallint', 'int', 'text']

const TYPES = new Map<string, ElementType>(SET_TABLES.blob)

/** The columns of a change: the keys of the tenant and the blob, the values that must be unchanged in the database, and the new values. */
const GIVEN: readonly (readonly [column: string, type: ElementType])[] = [
  ['tenant_key', 'text'], ['given_set', 'text'], ['change_no', 'bigint'], ['blob_key', 'bigint'], ['version', 'bigint'],
  ...BLOB_COLUMNS.map(column => [column, assertDefined(TYPES.get(column), 'The column must have a type.')] as const),
]
const GIVEN_TYPES = GIVEN.map(([, type]) => type)

// A tenant that another transaction has locked exclusively is skipped, because waiting would delay the saves of other tenants in the
// batch. MATERIALIZED fixes the order of the joins, as `LIMIT 1` does in SELECT. ORDER BY makes all batches lock the blobs in the same order,
// which prevents deadlocks.
const UPDATE = `WITH unlocked AS (SELECT tenant_key, set_id, change_no FROM tenant WHERE tenant_key = ANY($2) ORDER BY tenant_key FOR SHARE SKIP LOCKED),
  added AS MATERIALIZED (
    SELECT * FROM unnest(${GIVEN_TYPES.map((type, index) => `$${index + 3}::${type}[]`)}) WITH ORDINALITY AS given (${GIVEN.map(([column]) => column)}, position)
    JOIN unlocked USING (tenant_key, change_no) WHERE set_id = given_set::uuid ORDER BY set_id, blob_key
  ),
  stored AS (
    UPDATE blob SET ${BLOB_COLUMNS.map(column => `${column} = added.${column}`)}, linked_date = NULL, version = $1
    FROM added WHERE blob.set_id = added.set_id AND blob.blob_key = added.blob_key AND blob.version = added.version
    RETURNING position
  )
  SELECT (SELECT coalesce(json_agg(position - 1), '[]') FROM stored), (SELECT coalesce(json_agg(tenant_key), '[]') FROM unlocked)`

/**
 * Returns the blob of each place; undefined if the place has no blob, or the tenant does not exist. All blobs are read at the same instant.
 */
export async function findBatch (query: Query, places: readonly BatchPlace[]): Promise<(BatchBlob | undefined)[]> {
  const rows = await query<Row>(SELECT, toColumns(PLACE_TYPES, places.map(({ tenantKey, place: { link, ownerId }, needsOwner }) =>
    [tenantKey, BLOB_LINKS[link].type, ownerId, needsOwner ? BLOB_LINKS[link].entity : null])))
  const found = places.map((): BatchBlob | undefined => undefined)
  for (const row of rows) {
    const [position, tenantKey, setId, changeNo, version, isOwnerKept] = row.slice(BLOB_ROW.length) as Guards
    found[position] = { stored: toBlob(row), tenantKey, setId, changeNo, version, isOwnerKept }
  }
  return found
}

/**
 * Stores the new BlobEntities of blobs, and sets their version to `version`. Skips a blob whose version has changed since the blob was
 * read. Skips all blobs of a tenant if the tenant's set or `change_no` has changed since then, or if another transaction has locked the
 * tenant exclusively.
 */
export async function updateBatch (query: Query, writes: readonly BlobWrite[], version: number): Promise<StoredBatch> {
  const rows = writes.map(([{ tenantKey, setId, changeNo, stored, version }, entity]) => [tenantKey, setId, changeNo, stored.key, version, ...blobValues(entity)])
  const tenants = new Set(writes.map(([{ tenantKey }]) => tenantKey))
  const [row] = await query<[positions: number[], unlocked: string[]]>(UPDATE, [version, toTexts([...tenants]), ...toColumns(GIVEN_TYPES, rows)])
  const [positions, unlocked] = assertDefined(row, 'The statement must return one row.')
  for (const tenantKey of unlocked) tenants.delete(tenantKey)
  return { stored: new Set(positions.map(position => assertDefined(writes[position], 'A position must be that of a write.')[0])), locked: tenants }
}
