import { setImmediate as nextTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { CommitListener } from '../../commit-listener.js'
import { StorageError } from '../../storage-errors.js'
import type { FileCheck } from './file-identity.js'

interface Write {
  /** Must be called in the transaction. Returns a function that must be called after the commit. */
  readonly attempt: () => () => void
  readonly reject: (error: unknown) => void
}

export interface GroupCommit {
  /**
   * Runs `work` in the transaction of this turn of the event loop. Resolves with the result of `work` after the commit. If `work` throws,
   * the transaction is not rolled back, because it contains the other writes of the turn. So `work` must throw before it writes, or write
   * in a nested transaction. After some errors, such as a full disk, SQLite itself rolls back the transaction; all writes of the turn then
   * fail.
   * @throws the error that `work` throws; StorageError if the database refuses a statement or the transaction, or its file was removed or
   * replaced; or TypeError if the database is closed
   */
  run<Result> (work: () => Result): Promise<Result>
  /**
   * Adds a listener, which is called when a transaction or a nested transaction may have been rolled back after an error of the database.
   * The listener must clear caches that were filled in the transaction, because SQLite assigns the keys of rolled back rows again.
   */
  onRollback (listener: () => void): void
  /**
   * Commits a write that changes nothing.
   * @throws StorageError if the database refuses the write, for example because the disk is full, or if the file was removed or replaced
   */
  check (): void
  /** Resolves when no write is waiting for a transaction. */
  settle (): Promise<void>
}

/**
 * Creates the group commit. Its function `run` runs the writes of one turn of the event loop in one transaction, so that they share the
 * time of one commit.
 */
export function createGroupCommit (db: Database.Database, checkFile: FileCheck, onCommit?: CommitListener): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  // A write that changes no data.
  const touch = db.prepare(`PRAGMA user_version = ${db.pragma('user_version', { simple: true })}`)
  const touchFile = db.transaction(() => touch.run())
  const rollbackListeners: (() => void)[] = []
  let waiting: Write[] = []

  function flush (): void {
    const group = waiting
    waiting = []
    const since = performance.now()
    try {
      assertFile()
      begin.run()
      const answers = group.map(settleWrite)
      commit.run()
      for (const answer of answers) answer()
    } catch (cause) {
      if (db.inTransaction) rollback.run()
      rolledBack()
      for (const { reject } of group) reject(toStorageError(cause))
      return
    }
    onCommit?.(group.length, performance.now() - since)
  }

  function assertFile (when?: 'now'): void {
    const problem = checkFile(when)
    if (problem !== undefined) throw new StorageError(problem)
  }

  function settleWrite (write: Write): () => void {
    try {
      return write.attempt()
    } catch (cause) {
      // If the disk is full or broken, SQLite can roll back the whole transaction.
      if (!db.inTransaction) throw cause
      if (cause instanceof Database.SqliteError) rolledBack()
      return () => write.reject(toStorageError(cause))
    }
  }

  function rolledBack (): void {
    for (const listener of rollbackListeners) listener()
  }

  function toStorageError (cause: unknown): unknown {
    if (!(cause instanceof Database.SqliteError)) return cause
    // This process has one connection to the file, and no second mock can open the file, so another program must hold the lock.
    const reason = cause.code.startsWith('SQLITE_BUSY')
      ? `another program holds the write lock of ${db.name}; end its transaction and send the request again`
      : cause.message
    return new StorageError(reason, { cause })
  }

  return {
    run: work => new Promise((resolve, reject) => {
      const attempt = () => {
        const result = work()
        return () => resolve(result)
      }
      waiting.push({ attempt, reject })
      if (waiting.length === 1) setImmediate(flush)
    }),
    onRollback (listener) {
      rollbackListeners.push(listener)
    },
    check () {
      try {
        assertFile('now')
        touchFile.immediate()
      } catch (cause) {
        throw toStorageError(cause)
      }
    },
    async settle () {
      while (waiting.length > 0) await nextTurn()
    },
  }
}
