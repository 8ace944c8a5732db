import { randomUUID } from 'node:crypto'
import type Database from 'better-sqlite3'
import { OWNER_ENTITIES } from '../../../carriers/owner.js'
import type { Contents } from '../tables/contents.js'

/** Rows that are copied or removed at once: a few milliseconds, in which nothing else is answered. */
const STEP_ROWS = 250

/** Before the names of sets that are no tenant; no tenant can have a name that begins so. */
const PREPARED = '~prepared '
const SNAPSHOT = '~snapshot '
const REMOVED = '~removed '

export interface Copy {
  readonly from: number
  readonly to: number
}

/**
 * The rows below a number of the table of tenants, whether the row has the name of a tenant, whose data they are, or not.
 * All are to be called inside of a transaction.
 */
export interface DataSets {
  /** An empty set that is no tenant's. */
  prepare (): number
  /** Whether a set is no tenant's, and nobody gave it over to be removed. */
  isPrepared (setId: number): boolean
  /** Gives a prepared set to a tenant that has none; false when somebody gave it over to be removed. */
  give (setId: number, name: string): boolean
  /** Keeps a prepared set as a snapshot. */
  keep (setId: number): void
  /** Copies all rows to a set that is empty, some at each step. */
  copySteps (copy: Copy): Iterator<void>
  copy (copy: Copy): void
  /** Takes a set from whoever has it, and gives it over to be removed. */
  release (setId: number): void
  /** Gives all prepared sets over to be removed: at a start they are of a process that ended. */
  releasePrepared (): void
  /** Removes some rows of sets that were given over; false when there are no more. */
  removeStep (): boolean
}

export interface DataSetsOptions {
  readonly db: Database.Database
  readonly contents: Contents
}

export function createDataSets ({ db, contents }: DataSetsOptions): DataSets {
  const columnsOf = (table: string, others: readonly string[]) =>
    db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table).filter(name => !others.includes(name))
  const productColumns = columnsOf('product', ['tenant_id'])
  const blobColumns = columnsOf('blob', ['tenant_id', 'blob_key', 'created_by', 'updated_by'])

  const insert = db.prepare<[string]>('INSERT INTO tenant (name) VALUES (?)')
  const isPrepared = db.prepare<[number]>(`SELECT 1 FROM tenant WHERE tenant_id = ? AND name LIKE '${PREPARED}%'`)
  const give = db.prepare<[string, number]>(`UPDATE tenant SET name = ? WHERE tenant_id = ? AND name LIKE '${PREPARED}%'`)
  const release = db.prepare<[number]>(`UPDATE tenant SET name = '${REMOVED}' || tenant_id WHERE tenant_id = ?`)
  const releasePrepared = db.prepare(`UPDATE tenant SET name = '${REMOVED}' || tenant_id WHERE name LIKE '${PREPARED}%'`)

  const copyAssociates = db.prepare<[Copy]>(
    'INSERT INTO associate (tenant_id, carrier) SELECT @to, carrier FROM associate WHERE tenant_id = @from ORDER BY associate_key')
  /** The associate of the new set that is like one of the old. */
  const copyOf = (column: string) => `(SELECT copy.associate_key FROM associate AS old
    JOIN associate AS copy ON copy.tenant_id = @to AND copy.carrier = old.carrier WHERE old.associate_key = ${column})`
  const copyCallers = db.prepare<[Copy]>(
    `INSERT INTO caller (tenant_id, associate_id, name, associate_key)
     SELECT @to, associate_id, name, ${copyOf('caller.associate_key')} FROM caller WHERE tenant_id = @from`)
  const copyRemovals = db.prepare<[Copy]>(
    `INSERT INTO removed_picture (tenant_id, link_type, owner_id, removed_date)
     SELECT @to, link_type, owner_id, removed_date FROM removed_picture WHERE tenant_id = @from`)
  const copyProducts = db.prepare<[Copy & { readonly after: number }]>(
    `INSERT INTO product (tenant_id, ${productColumns}) SELECT @to, ${productColumns} FROM product
     WHERE tenant_id = @from AND product_id > @after ORDER BY product_id LIMIT ${STEP_ROWS}`)
  const lastProduct = db.prepare<[number]>('SELECT ifnull(max(product_id), 0) FROM product WHERE tenant_id = ?').pluck()
  const copyOwners = db.prepare<[Copy & { readonly entity: string, readonly after: number }]>(
    `INSERT INTO owner (tenant_id, entity, owner_id, name) SELECT @to, entity, owner_id, name FROM owner
     WHERE tenant_id = @from AND entity = @entity AND owner_id > @after ORDER BY owner_id LIMIT ${STEP_ROWS}`)
  const lastOwner = db.prepare<[number, string]>('SELECT max(owner_id) FROM owner WHERE tenant_id = ? AND entity = ?').pluck()
  // By number, and of those with one number the oldest first, as it is the one that is found.
  const nextBlobs = `SELECT blob_key AS old_key, @base + row_number() OVER (ORDER BY blob_id, blob_key) AS new_key
    FROM (SELECT blob_id, blob_key FROM blob WHERE tenant_id = @from AND (blob_id, blob_key) > (@afterId, @afterKey)
      ORDER BY blob_id, blob_key LIMIT ${STEP_ROWS})`
  type BlobStep = Copy & { readonly base: number, readonly afterId: number, readonly afterKey: number }
  const copyBlobs = db.prepare<[BlobStep]>(
    `INSERT INTO blob (blob_key, tenant_id, ${blobColumns}, created_by, updated_by)
     SELECT new_key, @to, ${blobColumns}, ${copyOf('created_by')}, ${copyOf('updated_by')}
     FROM (${nextBlobs}) CROSS JOIN blob ON blob_key = old_key`)
  const copyLinks = db.prepare<[BlobStep]>(
    `INSERT INTO entity_blob (tenant_id, link_type, owner_id, blob_key)
     SELECT @to, link_type, owner_id, new_key FROM (${nextBlobs}) CROSS JOIN entity_blob ON blob_key = old_key`)
  const lastOf = db.prepare<[Omit<BlobStep, 'base' | 'to'>], [blobId: number, blobKey: number]>(
    `SELECT blob_id, blob_key FROM blob WHERE tenant_id = @from AND (blob_id, blob_key) > (@afterId, @afterKey)
     ORDER BY blob_id, blob_key LIMIT 1 OFFSET ${STEP_ROWS - 1}`).raw()
  const highestBlob = db.prepare('SELECT ifnull(max(blob_key), 0) FROM blob').pluck()

  const findRemoved = db.prepare(`SELECT tenant_id FROM tenant WHERE name LIKE '${REMOVED}%' LIMIT 1`).pluck()
  const removeRows = [['product', 'product_id'], ['owner', 'entity, owner_id'], ['removed_picture', 'link_type, owner_id']]
    .map(([table, key]) => db.prepare<[number, number]>(`DELETE FROM ${table}
      WHERE tenant_id = ? AND (${key}) IN (SELECT ${key} FROM ${table} WHERE tenant_id = ? LIMIT ${STEP_ROWS})`))
  const removeBlobs = db.prepare<[number]>(
    `DELETE FROM blob WHERE blob_key IN (SELECT blob_key FROM blob WHERE tenant_id = ? LIMIT ${STEP_ROWS})`)
  const removeSet = db.prepare<[number]>('DELETE FROM tenant WHERE tenant_id = ?')

  function * copySteps ({ from, to }: Copy): Generator<void> {
    copyAssociates.run({ from, to })
    copyCallers.run({ from, to })
    copyRemovals.run({ from, to })
    let after = 0
    while (copyProducts.run({ from, to, after }).changes === STEP_ROWS) {
      after = Number(lastProduct.get(to))
      yield
    }
    for (const entity of OWNER_ENTITIES) {
      let after = 0
      while (copyOwners.run({ from, to, entity, after }).changes === STEP_ROWS) {
        after = Number(lastOwner.get(to, entity))
        yield
      }
    }
    let last: [blobId: number, blobKey: number] | undefined = [-Infinity, 0]
    while (last !== undefined) {
      const [afterId, afterKey] = last
      const step = { from, to, base: Number(highestBlob.get()), afterId, afterKey }
      copyBlobs.run(step)
      copyLinks.run(step)
      last = lastOf.get({ from, afterId, afterKey })
      yield
    }
  }

  return {
    prepare: () => Number(insert.run(PREPARED + randomUUID()).lastInsertRowid),
    isPrepared: setId => isPrepared.get(setId) !== undefined,
    give: (setId, name) => give.run(name, setId).changes === 1,
    keep (setId) {
      give.run(SNAPSHOT + setId, setId)
    },
    copySteps,
    copy (copy) {
      const steps = copySteps(copy)
      while (steps.next().done !== true);
    },
    release (setId) {
      release.run(setId)
    },
    releasePrepared () {
      releasePrepared.run()
    },
    removeStep () {
      const setId = findRemoved.get()
      if (setId === undefined) return false
      const id = Number(setId)
      if (removeRows.some(statement => statement.run(id, id).changes > 0)) return true
      if (removeBlobs.run(id).changes > 0) contents.sweep()
      else removeSet.run(id)
      return true
    },
  }
}
