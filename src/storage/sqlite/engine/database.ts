import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { StorageStartError } from '../../storage-errors.js'
import { createFileCheck, type FileCheck } from './file-identity.js'
import { lockFile } from './file-lock.js'
import { MIGRATIONS } from './migrations.js'

/** The failures that acknowledged writes to a file survive: with `process` the end of the process, with `power` also a power failure. */
type Durability = 'process' | 'power'

export interface DatabaseOptions {
  /** A file, or `:memory:`. */
  readonly path: string
  readonly durability: Durability
}

interface OpenDatabase {
  readonly db: Database.Database
  readonly checkFile: FileCheck
  /** Also unlocks the file. */
  close (): void
}

/** Identifies database files of this mock: "SOmk" in ASCII. */
const APPLICATION_ID = 0x534f6d6b

/** Maximum time for which a statement during the start waits for another program to unlock the file. */
const BUSY_TIMEOUT_MS = 1000

/** Number of pages in the write-ahead log from which a commit moves the pages to the file. The move usually takes some milliseconds. */
const CHECKPOINT_PAGES = 1000

/** Size to which a longer write-ahead log is truncated after a checkpoint. */
const LOG_BYTES = 16 * 1024 * 1024

const READ_ONLY = 'cannot be written; let this process write to it and to its folder, or name another file'
const DAMAGED = 'is damaged; restore it from a backup, remove it or name another file'
const IN_USE = 'is in use by another mock; stop that mock, or name another file with --db or DATABASE'

const NO_NATIVE_ADDON = 'cannot be opened, because the native addon of better-sqlite3 is missing or was built for another version of Node; ' +
  'run "npm rebuild better-sqlite3", or install without --ignore-scripts'

/** Matches the errors of Node and of the package `bindings` about a native addon that cannot be loaded. */
const NATIVE_ADDON_FAILURE = /bindings file|NODE_MODULE_VERSION|ERR_DLOPEN_FAILED/

/** The scheme has at least two characters, because `C:` is a drive of Windows. */
const ADDRESS = /^(?<scheme>[a-z][a-z0-9+.-]+):\/\//i

/** True for `user:password@host`, also after a malformed scheme, and for some paths. */
const mayHavePassword = (path: string) => path.includes(':') && path.indexOf(':') < path.lastIndexOf('@')

const MUST_BE = 'SUPEROFFICE_MOCK_DATABASE must be the path of an SQLite file, :memory: or an address that begins with postgres://;'

/** Ends of error messages, by the beginning of SQLite's result code. */
const REASONS: readonly (readonly [code: string, reason: string])[] = [
  ['SQLITE_NOTADB', 'is not an SQLite database, or is damaged; remove it or name another file'],
  ['SQLITE_CORRUPT', DAMAGED],
  ['SQLITE_FULL', 'cannot be written, because the disk is full; free space on it or name another file'],
  ['SQLITE_BUSY', 'is locked by another program; stop that program or name another file'],
  ['SQLITE_READONLY', READ_ONLY],
  ['SQLITE_CANTOPEN', 'cannot be opened; its folder must exist, and this process must have access to it'],
]

/**
 * Locks the file against other mocks, opens it and migrates its tables. The tables of a refused file are not changed.
 * @throws StorageStartError whose message is one sentence with the reason why the file cannot be used
 */
export function openDatabase ({ path, durability }: DatabaseOptions): OpenDatabase {
  let db: Database.Database | undefined
  let unlock = () => {}
  const close = () => {
    db?.close()
    unlock()
  }
  try {
    refuseAddress(path)
    const file = resolveLink(path)
    refuseMissingFolder(file)
    refuseFolder(file)
    refuseReadOnly(file)
    unlock = lockAgainstMocks(file)
    db = new Database(path, { timeout: BUSY_TIMEOUT_MS })
    refuseUnfit(db, MIGRATIONS.length)
    db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${durability === 'power' ? 'FULL' : 'NORMAL'}`)
    db.pragma('foreign_keys = ON')
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    db.pragma(`journal_size_limit = ${LOG_BYTES}`)
    db.transaction(migrate).immediate(db)
    // After the start, a statement must not wait for the lock of another program, because the wait would block the event loop.
    db.pragma('busy_timeout = 0')
    return { db, checkFile: createFileCheck(file), close }
  } catch (cause) {
    close()
    throw cause instanceof StorageStartError ? cause : new StorageStartError(`The database ${path} ${describeCause(cause)}.`)
  }
}

/** Thrown for a file that the mock cannot or must not use. The message continues the sentence `The database PATH …`. */
class UnfitDatabase extends Error {}

/** Refuses a URL. The message contains only the scheme of the URL, because the rest can contain a password. */
function refuseAddress (path: string): void {
  const scheme = ADDRESS.exec(path.trim())?.groups?.['scheme']
  if (scheme === undefined) return
  throw new StorageStartError(`${MUST_BE} got an address that begins with ${path === path.trimStart() ? `${scheme}://` : 'a blank'}.`)
}

function refuseMissingFolder (path: string): void {
  const folder = dirname(path)
  if (path === ':memory:' || existsSync(folder)) return
  if (mayHavePassword(path)) throw new StorageStartError(`${MUST_BE} got another address, or a file in a folder that does not exist.`)
  throw new UnfitDatabase(`cannot be opened, because the folder ${folder} does not exist; create it or name another file`)
}

function refuseFolder (path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw new UnfitDatabase('is a folder; name a file')
}

/** Resolves a symbolic link to an existing file, so that mocks that open the file through different links use the same lock file. */
function resolveLink (path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

/**
 * Refuses an existing file if this process cannot write the file or its folder. Without this check, SQLite could leave other files in the
 * folder that prevent the next start. The check does not open the file, because on Unix, closing a file releases all locks that this
 * process has on it.
 */
function refuseReadOnly (path: string): void {
  try {
    for (const place of [path, dirname(path)]) accessSync(place, constants.W_OK)
  } catch (cause) {
    if (/EACCES|EPERM|EROFS/.test(String(cause))) throw new UnfitDatabase(READ_ONLY)
  }
}

function lockAgainstMocks (path: string): () => void {
  if (path === ':memory:') return () => {}
  try {
    return lockFile(path)
  } catch (cause) {
    throw cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY') ? new UnfitDatabase(IN_USE) : cause
  }
}

function refuseUnfit (db: Database.Database, known: number): void {
  const version = schemaVersion(db)
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (tables !== 0 && db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new UnfitDatabase('belongs to another program; name another file')
  }
  if (version > known) {
    throw new UnfitDatabase(`was written by a newer version of superoffice-mock: its schema is number ${version}, ` +
      `and this version supports ${known}; use the newer version or name another file`)
  }
  if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new UnfitDatabase(DAMAGED)
}

function migrate (db: Database.Database): void {
  for (const script of MIGRATIONS.slice(schemaVersion(db))) db.exec(script)
  db.pragma(`user_version = ${MIGRATIONS.length}`)
  db.pragma(`application_id = ${APPLICATION_ID}`)
}

function schemaVersion (db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number
}

function describeCause (cause: unknown): string {
  if (cause instanceof UnfitDatabase) return cause.message
  if (NATIVE_ADDON_FAILURE.test(`${Object(cause).code} ${cause}`)) return NO_NATIVE_ADDON
  const code = cause instanceof Database.SqliteError ? cause.code : ''
  return REASONS.find(([beginning]) => code.startsWith(beginning))?.[1] ?? `cannot be opened (${cause})`
}
