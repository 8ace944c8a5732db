import Database from 'better-sqlite3'

/** How long a start waits for a mock that is stopping. */
const LOCK_TIMEOUT_MS = 1000

/**
 * Locks a database file against a second mock, in this process or another one, until the returned function is called.
 * The lock is an open SQLite transaction on `FILE.lock`: the kernel releases it when the process ends, even after kill -9, and other
 * programs can still read the database. The empty lock file is not removed: otherwise two processes could hold locks on different files of
 * the same name.
 * @throws SqliteError with the code SQLITE_BUSY if another mock holds the lock, or another code if the file cannot be made
 */
export function lockFile (path: string): () => void {
  const lock = new Database(`${path}.lock`, { timeout: LOCK_TIMEOUT_MS })
  try {
    // Nothing is written, so a journal file next to the lock would be useless.
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    throw cause
  }
  return () => { lock.close() }
}
