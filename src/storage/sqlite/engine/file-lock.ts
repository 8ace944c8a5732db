import Database from 'better-sqlite3'

/** Maximum time to wait for the lock, because another mock may be stopping. */
const LOCK_TIMEOUT_MS = 1000

/**
 * Locks a database file against a second mock, in this process or another one. Returns a function that unlocks the file.
 * The lock is an open SQLite transaction on `FILE.lock`, so that other programs can still read the database. The kernel releases the lock
 * when the process ends, even after kill -9. The lock file is never removed: otherwise two processes could lock different files of the same
 * name.
 * @throws SqliteError with the code SQLITE_BUSY if another mock has the lock, or another error if the lock file cannot be locked
 */
export function lockFile (path: string): () => void {
  const lock = new Database(`${path}.lock`, { timeout: LOCK_TIMEOUT_MS })
  try {
    // Prevents SQLite from creating a journal file next to the lock file.
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    throw cause
  }
  return () => { lock.close() }
}
