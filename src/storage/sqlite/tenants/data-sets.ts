import { randomUUID } from 'node:crypto'
import type Database from 'better-sqlite3'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { Contents } from '../tables/contents.js'

/** Maximum number of rows in a page of a table. Copying or removing a page usually takes only a few milliseconds. */
const STEP_ROWS = 250

/** Prefixes of the names of sets that are not the data of a tenant. The name of a tenant cannot begin with `~`. */
const PREPARED = '~prepared '
const SNAPSHOT = '~snapshot '
const REMOVED_SET = '~removed '

/**
 * Lower than all keys of a table. In comparisons with a text column, SQLite converts the number to the text `-Inf`. All texts in keys are
 * greater, because they begin with a letter or `{`.
 */
const BEFORE_ALL = -Infinity

interface Copy {
  readonly from: number
  readonly to: number
}

/**
 * Sets of data. A set consists of a row of the table `tenant` and all rows with its `tenant_id`. The name in that row is the name of the
 * tenant that has the set, or begins with one of three prefixes: SNAPSHOT for the set of a snapshot, PREPARED for a set that is not
 * assigned to a tenant or snapshot, and REMOVED_SET for a set that is marked for removal. Methods that write must be called in a
 * transaction.
 */
export interface DataSets {
  /** Adds an empty set that is not assigned to a tenant, and returns its id. */
  prepare (): number
  /** Assigns a prepared set to a tenant that has no data. */
  give (setId: number, name: string): void
  /** Makes a prepared set the set of a snapshot. */
  keep (setId: number): void
  /** Sets the mark that the set has the data of the seed. */
  markSeeded (setId: number): void
  /** Removes the mark that `markSeeded` sets. */
  markChanged (setId: number): void
  isSeeded (setId: number): boolean
  /** Returns an iterator that copies all rows of the set `from` to the empty set `to`, usually some hundreds or fewer in each step. */
  copySteps (copy: Copy): Iterator<void>
  /** Copies all rows at once, which blocks the event loop. */
  copy (copy: Copy): void
  /** Marks a set for removal. If the set is the data of a tenant, the tenant then has no data. */
  release (setId: number): void
  /**
   * Marks for removal the prepared sets that an earlier process has left. Must be called before this process prepares sets, because it
   * marks all prepared sets.
   */
  releasePrepared (): void
  /** Removes a page of rows of a set that is marked for removal; after the last page, the set itself. Returns false if no set is marked. */
  removeStep (): boolean
}

export function createDataSets (db: Database.Database, contents: Contents): DataSets {
  const insert = db.prepare<[string]>('INSERT INTO tenant (name) VALUES (?)')
  const rename = db.prepare<[string, number]>('UPDATE tenant SET name = ? WHERE tenant_id = ?')
  const mark = db.prepare<[number, number]>('UPDATE tenant SET is_seeded = ? WHERE tenant_id = ?')
  const selectMark = db.prepare<[number], number>('SELECT is_seeded FROM tenant WHERE tenant_id = ?').pluck()
  const releasePrepared = db.prepare(`UPDATE tenant SET name = '${REMOVED_SET}' || tenant_id WHERE name LIKE '${PREPARED}%'`)
  const findRemoved = db.prepare<[], number>(`SELECT tenant_id FROM tenant WHERE name LIKE '${REMOVED_SET}%' LIMIT 1`).pluck()
  const removeSet = db.prepare<[number]>('DELETE FROM tenant WHERE tenant_id = ?')
  const removeBlobs = db.prepare<[number], number | null>(
    `DELETE FROM blob WHERE blob_key IN (SELECT blob_key FROM blob WHERE tenant_id = ? LIMIT ${STEP_ROWS}) RETURNING content_key`).pluck()

  /** Returns SQL for the key of an associate in the new set. `column` contains the key of the same associate in the old set. */
  const copyOfAssociate = (column: string) => `(SELECT copy.associate_key FROM associate AS old
    JOIN associate AS copy ON copy.tenant_id = @to AND copy.carrier = old.carrier WHERE old.associate_key = ${column})`
  const tables = [
    prepareTable(db, { table: 'associate', key: ['carrier'], assigned: ['associate_key'] }),
    prepareTable(db, { table: 'caller', key: ['associate_id'], mapped: { associate_key: copyOfAssociate('caller.associate_key') } }),
    prepareTable(db, {
      table: 'product',
      key: ['product_id'],
      mapped: { registered_by: copyOfAssociate('product.registered_by'), updated_by: copyOfAssociate('product.updated_by') },
    }),
    prepareTable(db, { table: 'owner', key: ['entity', 'owner_id'] }),
    prepareTable(db, { table: 'list_item', key: ['list', 'item_id'] }),
    prepareTable(db, { table: 'price_list', key: ['price_list_id'] }),
    prepareTable(db, { table: 'removed_picture', key: ['link_type', 'owner_id'] }),
    prepareTable(db, { table: 'next_id', key: ['kind'] }),
  ]
  const copyBlobs = prepareBlobs(db, copyOfAssociate)

  function * copySteps (copy: Copy): Generator<void> {
    let rows = 0
    for (const copyPages of [...tables.map(({ copyPages }) => copyPages), copyBlobs]) {
      for (const copied of copyPages(copy)) {
        rows += copied
        if (rows < STEP_ROWS) continue
        yield
        rows = 0
      }
    }
  }

  return {
    prepare: () => Number(insert.run(PREPARED + randomUUID()).lastInsertRowid),
    give (setId, name) {
      rename.run(name, setId)
    },
    keep (setId) {
      rename.run(SNAPSHOT + setId, setId)
    },
    markSeeded (setId) {
      mark.run(1, setId)
    },
    markChanged (setId) {
      mark.run(0, setId)
    },
    isSeeded: setId => selectMark.get(setId) === 1,
    copySteps,
    copy (copy) {
      const steps = copySteps(copy)
      while (steps.next().done !== true);
    },
    release (setId) {
      rename.run(REMOVED_SET + setId, setId)
    },
    releasePrepared () {
      releasePrepared.run()
    },
    removeStep () {
      const setId = findRemoved.get()
      if (setId === undefined) return false
      if (tables.some(({ remove }) => remove.run({ setId }).changes > 0)) return true
      const removed = removeBlobs.all(setId)
      for (const contentKey of removed) if (contentKey !== null) contents.release(contentKey)
      if (removed.length === 0) removeSet.run(setId)
      return true
    },
  }
}

const selectColumns = (db: Database.Database, table: string, others: readonly string[]) =>
  db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table).filter(name => !others.includes(name))

interface CopiedTable {
  readonly table: string
  /** Columns whose values together are unique within a set. Rows are copied in the order of these columns. */
  readonly key: readonly string[]
  /** Columns that are not copied, because SQLite assigns their values. */
  readonly assigned?: readonly string[]
  /** SQL for columns whose values differ in the copy. */
  readonly mapped?: Readonly<Record<string, string>>
}

/**
 * Prepares the statements that copy and remove the rows of a set in one table. `copyPages` yields the number of added rows after each page.
 */
function prepareTable (db: Database.Database, { table, key, assigned = [], mapped = {} }: CopiedTable) {
  type Key = readonly (number | string)[]
  const columns = selectColumns(db, table, ['tenant_id', ...assigned])
  const page = `FROM ${table} WHERE tenant_id = @from AND (${key}) > (${key.map(() => '?')}) ORDER BY ${key}`
  // `OR IGNORE` skips a row of the table `caller` whose associate was added after the associates were copied. The function that calls
  // `copySteps` discards such a copy, because the set `from` was changed.
  const copy = db.prepare<[Copy, Key]>(
    `INSERT OR IGNORE INTO ${table} (tenant_id, ${columns}) SELECT @to, ${columns.map(column => mapped[column] ?? column)} ${page} LIMIT ${STEP_ROWS}`)
  const last = db.prepare<[Omit<Copy, 'to'>, Key], Key>(`SELECT ${key} ${page} LIMIT 1 OFFSET ${STEP_ROWS - 1}`).raw()
  return {
    remove: db.prepare<[{ setId: number }]>(
      `DELETE FROM ${table} WHERE tenant_id = @setId AND (${key}) IN (SELECT ${key} FROM ${table} WHERE tenant_id = @setId LIMIT ${STEP_ROWS})`),
    * copyPages ({ from, to }: Copy): Generator<number> {
      for (let after: Key | undefined = key.map(() => BEFORE_ALL); after !== undefined; after = last.get({ from }, after)) {
        yield copy.run({ from, to }, after).changes
      }
    },
  }
}

/**
 * Prepares the statements that copy the blobs of a set and their links. The returned generator function yields the number of added rows
 * after each page.
 */
function prepareBlobs (db: Database.Database, copyOfAssociate: (column: string) => string) {
  type Page = Copy & { readonly base: number, readonly afterId: number, readonly afterKey: number }
  const columns = selectColumns(db, 'blob', ['tenant_id', 'blob_key', 'created_by', 'updated_by'])
  // Blobs with the same id are copied in the order in which they were added, because a read by id returns the oldest blob.
  const page = `SELECT blob_id, blob_key FROM blob WHERE tenant_id = @from AND (blob_id, blob_key) > (@afterId, @afterKey)
    ORDER BY blob_id, blob_key`
  const numbered = `SELECT blob_key AS old_key, @base + row_number() OVER (ORDER BY blob_id, blob_key) AS new_key FROM (${page} LIMIT ${STEP_ROWS})`
  const copyBlobs = db.prepare<[Page]>(
    `INSERT INTO blob (blob_key, tenant_id, ${columns}, created_by, updated_by)
     SELECT new_key, @to, ${columns}, ${copyOfAssociate('created_by')}, ${copyOfAssociate('updated_by')}
     FROM (${numbered}) CROSS JOIN blob ON blob_key = old_key`)
  const copyLinks = db.prepare<[Page]>(
    `INSERT INTO entity_blob (tenant_id, link_type, owner_id, blob_key)
     SELECT @to, link_type, owner_id, new_key FROM (${numbered}) CROSS JOIN entity_blob ON blob_key = old_key`)
  const last = db.prepare<[Omit<Page, 'base' | 'to'>], [blobId: number, blobKey: number]>(
    `${page} LIMIT 1 OFFSET ${STEP_ROWS - 1}`).raw()
  const highestKey = db.prepare<[], number>('SELECT ifnull(max(blob_key), 0) FROM blob').pluck()

  return function * copyPages ({ from, to }: Copy): Generator<number> {
    let after: [blobId: number, blobKey: number] | undefined = [BEFORE_ALL, 0]
    while (after !== undefined) {
      const [afterId, afterKey] = after
      const base = assertDefined(highestKey.get(), 'An aggregate has one row.')
      const statement = { from, to, base, afterId, afterKey }
      yield copyBlobs.run(statement).changes + copyLinks.run(statement).changes
      after = last.get({ from, afterId, afterKey })
    }
  }
}
