import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Test } from 'tap'
import { NO_POSTGRES, NO_PROGRAMS, findPostgres, startServer, type PostgresServer } from './postgres-server.js'
import { skipIf } from './system.js'

/**
 * The address of a PostgreSQL in which tests may create schemas. If TEST_POSTGRES is not set, and the programs of PostgreSQL are installed,
 * the tests start a server.
 */
const GIVEN = process.env['TEST_POSTGRES']

const isInstalled = process.platform !== 'win32' && findPostgres() !== undefined

/** True if tests that need PostgreSQL fail without a server, instead of being skipped. CI on Linux has PostgreSQL. */
const isRequired = process.platform === 'linux' && process.env['CI'] === 'true'

/** The option `skip` of tests that need PostgreSQL. */
export const noPostgres = skipIf(GIVEN === undefined && !isInstalled && !isRequired, NO_POSTGRES)

/** The option `skip` of tests that start and stop a PostgreSQL. */
export const noPrograms = skipIf(!isInstalled && !isRequired, NO_PROGRAMS)

/** Starts a new server. It listens only on its Unix socket, and does not flush changes to the disk. */
export function startPostgres (): PostgresServer {
  return startServer({ settings: { listen_addresses: '', max_connections: 200, fsync: 'off', full_page_writes: 'off', autovacuum: 'off' } })
}

/** Returns the address of the database `postgres` of a server, in which schemas can be created. Clients connect by a Unix socket. */
export const formatAddress = ({ folder }: PostgresServer) => `postgres:///postgres?user=mock&host=${encodeURIComponent(folder)}`

let shared: string | undefined

/** Returns the address of the server that tests of this process share: TEST_POSTGRES, or a server that the first call starts. */
function sharedPostgres (): string {
  shared ??= GIVEN ?? formatAddress(startPostgres())
  return shared
}

/** Creates a schema with a unique name. Returns the address with which clients use this schema. */
export async function makeSchema (url = sharedPostgres()): Promise<string> {
  const name = `mock_${randomUUID().replaceAll('-', '')}`
  await runSql(url, `CREATE SCHEMA ${name}`)
  const address = new URL(url)
  address.searchParams.set('options', `-c search_path=${name}`)
  return address.href.replaceAll('+', '%20')
}

/** The addresses of schemas of closed apps. They are used again, because creating the tables of a schema takes longer than emptying them. */
const unused: string[] = []

const EMPTY_TABLES = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'superoffice_mock' LOOP
    EXECUTE 'DELETE FROM ' || name;
  END LOOP;
  UPDATE superoffice_mock SET settings = NULL;
END $$`

/** Returns the address of a schema without data for one app. */
async function takeSchema (): Promise<string> {
  const address = unused.pop()
  if (address === undefined) return makeSchema()
  await runSql(address, EMPTY_TABLES)
  return address
}

/**
 * If tests run on PostgreSQL, allows another app to use the database of a closed app. Does nothing if the test chose the database by
 * `path`, because the test can open it again.
 */
export function reuseDatabase (path: string | undefined, address: string): void {
  if (onPostgres && path === undefined) unused.push(address)
}

/** True if the tests of this process run on PostgreSQL instead of SQLite. */
export const onPostgres = process.env['TEST_ENGINE'] === 'postgres'

/** The option `skip` of tests that apply only to files of SQLite. */
export const sqliteOnly = onPostgres && 'it is about files of SQLite'

/** The option `skip` of slow tests of code that does not depend on the engine. With TEST_EVERYTHING=1, they run on PostgreSQL as well. */
export const skipOnPostgres = onPostgres && process.env['TEST_EVERYTHING'] !== '1' && 'it does not depend on the engine, and has run on SQLite'

/** If tests run on PostgreSQL: the addresses that they use instead of SQLite files, by the path of the file. */
const addresses = new Map<string, Promise<string>>()

/**
 * Returns the setting `database` of an app: `path`, or, if tests run on PostgreSQL and `path` is not an address, an address instead of it.
 */
export async function testDatabase (path = ':memory:'): Promise<string> {
  if (!onPostgres || path.startsWith('postgres://')) return path
  if (path === ':memory:') return takeSchema()
  const address = addresses.get(path) ?? makeSchema()
  addresses.set(path, address)
  return address
}

/** Connects to the database. Closes the connection after the test. */
export async function connectTo (t: Test, database: string): Promise<pg.Client> {
  const client = new pg.Client(database)
  await client.connect()
  t.teardown(() => client.end())
  return client
}

/** Runs SQL. Returns the rows if it is one statement. */
export async function runSql (url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const result = await client.query(sql)
    return result.rows
  } finally {
    await client.end()
  }
}
