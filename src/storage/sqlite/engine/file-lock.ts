import Database from 'better-sqlite3'

/** Time for which a start waits for another mock that is stopping. */
const LOCK_TIMEOUT_MS = 1000

/**
 * Locks a database file against a second mock, in this process or another one. The returned function unlocks it.
 * The lock is an open SQLite transaction on `FILE.lock`. The kernel releases it when the process ends, even after kill -9, and other
 * programs can still read the database. The lock file, which is empty, is never removed: otherwise two processes could lock different files
 * of the same name.
 * @throws SqliteError with the code SQLITE_BUSY if another mock has the lock, or with another code if the lock file cannot be created
 */
export function lockFile (path: string): () => void {
  const lock = new Database(`${path}.lock`, { timeout: LOCK_TIMEOUT_MS })
  try {
    // The lock file needs no journal file next to it, because nothing is written to it.
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    throw cause
  }
  return () => { lock.close() }
}
