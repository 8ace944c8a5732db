import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'
import { skipIf } from './system.js'

/**
 * The address of a PostgreSQL in which tests may create schemas. If it is not set, a server is started, provided that its programs are
 * installed.
 */
const GIVEN = process.env['TEST_POSTGRES']

/** The folder in which Debian has the programs of each version. */
const DEBIAN = '/usr/lib/postgresql'

/** PostgreSQL refuses to run as root, so that its programs are then run by UNPRIVILEGED. */
const isRoot = process.getuid?.() === 0
const UNPRIVILEGED = 'nobody'

/** Returns the folder with the programs of PostgreSQL, or undefined if it is not installed. */
function findPrograms (): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one)).map(version => join(DEBIAN, version, 'bin')) : []
  return [...versions, ...(process.env['PATH'] ?? '').split(delimiter)].find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')))
}

const programs = GIVEN === undefined && process.platform !== 'win32' ? findPrograms() : undefined

/** The option `skip` of tests that need PostgreSQL. */
export const noPostgres = skipIf(GIVEN === undefined && programs === undefined,
  'it has no PostgreSQL; TEST_POSTGRES can name one, as postgres://user:password@host/database')

/** A PostgreSQL server for tests. */
export interface PostgresServer {
  /** The address of a database in which schemas can be created. */
  readonly url: string
  /** Stops the server and starts it again. `immediate` simulates a power failure. */
  restart (mode: 'fast' | 'immediate'): void
  pause (): void
  resume (): void
  stop (): void
}

/** Starts a new server in a temporary folder. Clients connect by a Unix socket. Must not be called if `noPostgres` is set. */
export function startPostgres (): PostgresServer {
  if (programs === undefined) throw new Error('No programs of PostgreSQL were found.')
  const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-postgres-'))
  const [uid, gid] = isRoot ? ['-u', '-g'].map(flag => Number(execFileSync('id', [flag, UNPRIVILEGED]))) : []
  const data = join(folder, 'data')
  const run = (program: string, words: readonly string[]) => {
    const { status, stderr, stdout } = spawnSync(join(programs, program), [...words], {
      cwd: folder, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' }, ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }),
    })
    if (status !== 0) throw new Error(`${program} failed: ${stderr} ${stdout}`)
  }
  if (uid !== undefined && gid !== undefined) {
    chownSync(folder, uid, gid)
    chmodSync(folder, 0o755)
  }
  run('initdb', ['--no-sync', '--username=mock', '--auth=trust', '--encoding=UTF8', '--no-locale', `--pgdata=${data}`])
  const start = () => run('pg_ctl', ['start', '--wait', '-D', data, '-l', join(folder, 'log'),
    '-o', `-k ${folder} -c listen_addresses='' -c max_connections=200 -c fsync=off -c full_page_writes=off`])
  const stop = (mode: string) => run('pg_ctl', ['stop', '--wait', '-m', mode, '-D', data])
  start()
  return {
    url: `postgres:///postgres?user=mock&host=${encodeURIComponent(folder)}`,
    restart (mode) {
      stop(mode)
      start()
    },
    pause: () => stop('fast'),
    resume: start,
    stop () {
      stop('immediate')
      rmSync(folder, { recursive: true, maxRetries: 10 })
    },
  }
}

let shared: string | undefined

/** Returns the address of a server that all tests of this process share. It is stopped when the process exits. */
export function sharedPostgres (): string {
  if (GIVEN !== undefined) return GIVEN
  if (shared === undefined) {
    const server = startPostgres()
    process.once('exit', server.stop)
    shared = server.url
  }
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

/** True if the tests run on PostgreSQL. */
export const onPostgres = process.env['TEST_ENGINE'] === 'postgres'

/** The option `skip` of tests that apply only to files of SQLite. */
export const sqliteOnly = onPostgres && 'it is about files of SQLite'

/** The addresses that tests on PostgreSQL use instead of files, by the path of the file. */
const addresses = new Map<string, Promise<string>>()

/** Returns the setting `database` of an app. It is the path of a file, or on PostgreSQL the address that is used instead. */
export async function testDatabase (path = ':memory:'): Promise<string> {
  if (!onPostgres || path.startsWith('postgres://')) return path
  if (path === ':memory:') return makeSchema()
  const address = addresses.get(path) ?? makeSchema()
  addresses.set(path, address)
  return address
}

/** Runs SQL statements. Returns the rows of the last one. */
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
