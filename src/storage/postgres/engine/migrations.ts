import { readFileSync, readdirSync } from 'node:fs'
import { packageFile } from '../../../config/package-files.js'
import { StorageStartError } from '../../storage-errors.js'
import type { Connections, Query } from './connections.js'
import { LEASE_S, countRunning } from './leases.js'

const FOLDER = packageFile('db/postgres/')
const SCRIPT = /^\d{3}-.*\.sql$/

/**
 * The SQL scripts in db/postgres in the order of their numbers. Each script contains only one statement, because some databases that
 * are compatible with PostgreSQL cannot roll back several definitions together. The scripts can be run again after an interruption.
 */
const MIGRATIONS: readonly string[] = readdirSync(FOLDER)
  .filter(file => SCRIPT.test(file))
  .sort()
  .map(file => readFileSync(new URL(file, FOLDER), 'utf8'))

/** The number of scripts, which `superoffice_mock.schema_no` has when all of them were run. */
export const SCHEMA_NO = MIGRATIONS.length

/**
 * The table that stores the number of scripts that were run, and the hashes of the settings that must be equal in all processes. Its only
 * row is locked during a migration.
 */
const MARK = 'superoffice_mock'

// `information_schema.tables` would hide tables on which the role has no rights.
const SELECT_TABLES = 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename'

/**
 * Brings the schema of the database up to date. If several processes start at the same time, one of them runs the scripts and the
 * others wait.
 * @throws errors of `connections`, and StorageStartError if the current schema has only tables of another program, was written by a newer
 * version of the mock, or is used by mocks of an older version that are running
 */
export async function migrate (connections: Connections): Promise<void> {
  const tables = (await connections.read(query => query<[string]>(SELECT_TABLES))).flat()
  if (tables.length > 0 && !tables.includes(MARK)) {
    throw new StorageStartError(`The database has tables of another program, such as ${tables[0]}; name another database, or another schema ` +
      'by ?options=-c%20search_path%3DNAME at the end of its address.')
  }
  await define(connections, `CREATE TABLE IF NOT EXISTS ${MARK} (id smallint PRIMARY KEY CHECK (id = 1), schema_no int NOT NULL, settings text)`)
  await connections.write(query => query(`INSERT INTO ${MARK} VALUES (1, 0, NULL) ON CONFLICT DO NOTHING`), { isIdempotent: true })
  // This transaction locks the row of MARK. `define` uses another connection, so that each script has a separate transaction.
  await connections.write(query => runScripts(query, connections), { isLong: true, isIdempotent: true })
}

async function runScripts (query: Query, connections: Connections): Promise<void> {
  await query('SET LOCAL idle_in_transaction_session_timeout = 0')
  const [[schemaNo = 0] = []] = await query<[number]>(`SELECT schema_no FROM ${MARK} FOR UPDATE`)
  if (schemaNo === SCHEMA_NO) return
  if (schemaNo > SCHEMA_NO) {
    throw new StorageStartError(`The database was written by a newer version of superoffice-mock: its schema is number ${schemaNo}, ` +
      `and this version supports ${SCHEMA_NO}; use the newer version or name another database.`)
  }
  // With 0, the table of the leases may not exist yet.
  if (schemaNo > 0 && await countRunning(query) > 0) {
    throw new StorageStartError('This version of superoffice-mock must change the tables, and mocks of an older version are running on the database. ' +
      `Stop them first. A killed mock counts as running for ${LEASE_S} s.`)
  }
  for (const script of MIGRATIONS.slice(schemaNo)) await define(connections, script)
  await query(`UPDATE ${MARK} SET schema_no = $1`, [SCHEMA_NO])
}

/**
 * Runs a statement that changes the schema. Repeats the statement once if it fails: `IF NOT EXISTS` does not find a table that another
 * process has created and not yet committed, so the statement fails when the other process commits.
 */
async function define (connections: Connections, definition: string): Promise<void> {
  const attempt = () => connections.write(query => query(definition), { isLong: true, isIdempotent: true })
  await attempt().catch(attempt)
}
