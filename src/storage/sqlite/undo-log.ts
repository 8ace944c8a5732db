import type Database from 'better-sqlite3'
import type { Copy } from './tenants/data-sets.js'
import { prepareDataVersion } from './data-version.js'

/** Rows that may have changed for a set to be undone: a few milliseconds, in which nothing else is answered. */
const MOST_CHANGES = 250

/** The tables of a set with their primary keys; each refers to those before it. */
const TABLES: readonly (readonly [table: string, key: readonly string[]])[] = [
  ['associate', ['associate_key']],
  ['caller', ['tenant_id', 'associate_id']],
  ['product', ['tenant_id', 'product_id']],
  ['blob', ['blob_key']],
  ['owner', ['tenant_id', 'entity', 'owner_id']],
  ['entity_blob', ['tenant_id', 'link_type', 'owner_id']],
  ['removed_picture', ['tenant_id', 'link_type', 'owner_id']],
]

/**
 * What changed in sets that were copied, so that a set of which few rows changed can be made again what it was, without
 * another copy. It is in memory and of this connection, and knows when another process has written.
 * All are to be called inside of a transaction, with which they are taken back as well.
 */
export interface UndoLog {
  /** Begins to note what changes in a set that is a copy. */
  begin (copy: Copy): void
  /** Makes a set what it was as a copy; false when it was a copy of something else, or too much has changed to tell. */
  undo (copy: Copy): boolean
  /** Notes no more. */
  end (setId: number): void
}

/** @param onUndone hears that rows are gone that somebody may remember */
export function createUndoLog (db: Database.Database, onUndone: () => void): UndoLog {
  // Else there would have to be a folder for temporary files that can be written.
  db.pragma('temp_store = MEMORY')
  db.exec('CREATE TEMP TABLE noted_set (set_id INTEGER PRIMARY KEY, base_id, data_version, changes)')
  const columnsOf = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck()
  const tables = TABLES.map(([name, key]) => ({ name, key, columns: columnsOf.all(name) }))
  for (const table of tables) noteChanges(db, table)
  const forgets = tables.map(({ name }) => db.prepare<[number]>(`DELETE FROM old_${name} WHERE tenant_id = ?`))
  // Those have the triggers in them: to prepare them takes a fiftieth of the time of a start, and few servers undo anything.
  let undos: ReturnType<typeof prepareUndo>[] | undefined

  const dataVersion = prepareDataVersion(db)
  const insert = db.prepare<[number, number, unknown]>('INSERT INTO noted_set VALUES (?, ?, ?, 0)')
  const isUndoable = db.prepare<[number, number, unknown]>(
    `SELECT 1 FROM noted_set WHERE set_id = ? AND base_id = ? AND data_version = ? AND changes <= ${MOST_CHANGES}`)
  // SQLite gives the highest keys again after they were free.
  const hasLostKey = db.prepare<[number]>(
    'SELECT 1 FROM old_blob AS old JOIN blob USING (blob_key) WHERE old.tenant_id = ? AND old.is_new = 0 AND blob.tenant_id <> old.tenant_id')
  const restart = db.prepare<[number]>('UPDATE noted_set SET changes = 0 WHERE set_id = ?')
  const end = db.prepare<[number]>('DELETE FROM noted_set WHERE set_id = ?')

  const undoAll = db.transaction((setId: number) => {
    undos ??= tables.map(table => prepareUndo(db, table))
    for (const { removeNew } of undos.toReversed()) removeNew.run(setId, setId)
    for (const { restoreChanged, restoreRemoved } of undos) {
      restoreChanged.run(setId)
      restoreRemoved.run(setId)
    }
    for (const forget of forgets) forget.run(setId)
    restart.run(setId)
    onUndone()
  })

  return {
    begin ({ from, to }) {
      insert.run(to, from, dataVersion.get())
    },
    undo ({ from, to }) {
      if (isUndoable.get(to, from, dataVersion.get()) === undefined || hasLostKey.get(to) !== undefined) return false
      undoAll(to)
      return true
    },
    end (setId) {
      end.run(setId)
      for (const forget of forgets) forget.run(setId)
    },
  }
}

interface Table {
  readonly name: string
  readonly key: readonly string[]
  readonly columns: readonly string[]
}

/** Lets the rows of a table be noted as they were before their first change. */
function noteChanges (db: Database.Database, { name: table, key, columns }: Table): void {
  const rowOf = (row: 'old' | 'new', names: readonly string[]) => names.map(name => `${row}.${name}`)
  const tenantAndKey = [...new Set(['tenant_id', ...key])]
  const trigger = (event: string, row: 'old' | 'new', note: string) => `
    CREATE TEMP TRIGGER note_${event.replace(' ', '_')}_${table} ${event} ON main.${table}
    WHEN (SELECT changes FROM noted_set WHERE set_id = ${row}.tenant_id) <= ${MOST_CHANGES}
      AND NOT EXISTS (SELECT 1 FROM old_${table} WHERE (${tenantAndKey}) = (${rowOf(row, tenantAndKey)}))
    BEGIN
      UPDATE noted_set SET changes = changes + 1 WHERE set_id = ${row}.tenant_id;
      ${note};
    END;`
  const noteOld = `INSERT INTO old_${table} (is_new, ${columns}) VALUES (0, ${rowOf('old', columns)})`
  db.exec(`CREATE TEMP TABLE old_${table} (is_new, ${columns}, PRIMARY KEY (${tenantAndKey})) WITHOUT ROWID;
    ${trigger('BEFORE UPDATE', 'old', noteOld)}
    ${trigger('BEFORE DELETE', 'old', noteOld)}
    ${trigger('AFTER INSERT', 'new', `INSERT INTO old_${table} (is_new, ${tenantAndKey}) VALUES (1, ${rowOf('new', tenantAndKey)})`)}`)
}

/** Prepares what makes the rows of a table again what they were before their first change. */
function prepareUndo (db: Database.Database, { name: table, key, columns }: Table) {
  const isNoted = key.map(column => `${table}.${column} = noted.${column}`).join(' AND ')
  const others = columns.filter(column => !key.includes(column))
  return {
    removeNew: db.prepare<[number, number]>(`DELETE FROM ${table} WHERE tenant_id = ? AND (${key}) IN
      (SELECT ${key} FROM old_${table} WHERE tenant_id = ? AND is_new = 1)`),
    // Not in one statement with ON CONFLICT, which would count for what the triggers of the table do as well.
    restoreChanged: db.prepare<[number]>(`UPDATE ${table} SET ${others.map(column => `${column} = noted.${column}`)} FROM old_${table} AS noted
      WHERE noted.tenant_id = ? AND is_new = 0 AND ${isNoted}`),
    restoreRemoved: db.prepare<[number]>(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM old_${table} AS noted
      WHERE noted.tenant_id = ? AND is_new = 0 AND NOT EXISTS (SELECT 1 FROM ${table} WHERE ${isNoted})`),
  }
}
