import type Database from 'better-sqlite3'

/**
 * Prepares what tells whether another connection has written: it gives another number after each of its commits. Inside of
 * a transaction that is how it was when that began.
 */
export const prepareDataVersion = (db: Database.Database) => db.prepare('PRAGMA data_version').pluck()
