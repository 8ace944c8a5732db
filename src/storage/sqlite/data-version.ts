import type Database from 'better-sqlite3'

/**
 * Prepares what tells whether another connection has written: it gives another number after each of its commits. Inside of
 * a transaction that is how it was when that began.
 */
export const prepareDataVersion = (db: Database.Database) => db.prepare('PRAGMA data_version').pluck()

/**
 * Compiles what looks whether other processes have written.
 * @param onForeignWrite hears that they have since the last look
 * @returns the look, which throws an SqliteError when the database cannot be asked
 */
export function watchForeignWrites (db: Database.Database, onForeignWrite: () => void): () => void {
  const dataVersion = prepareDataVersion(db)
  let version = dataVersion.get()

  return () => {
    const current = dataVersion.get()
    if (current !== version) onForeignWrite()
    version = current
  }
}
