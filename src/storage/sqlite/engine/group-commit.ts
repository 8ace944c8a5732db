import { setImmediate as nextTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { CommitListener } from '../../commit-listener.js'
import { StorageError } from '../../store.js'
import type { FileCheck } from './file-identity.js'

interface Write {
  /** Runs the work within the transaction and returns a function to call after the commit. */
  readonly attempt: () => () => void
  readonly reject: (error: unknown) => void
}

export interface GroupCommit {
  /**
   * Runs the work in the transaction of this turn of the event loop and returns its result after the commit.
   * If the work throws, other work of the turn is not affected. It must throw before it writes, or write in a nested transaction.
   * @throws the error of the work, or StorageError when the database refuses
   */
  run<Result> (work: () => Result): Promise<Result>
  /**
   * Adds a listener that is called when a transaction, or one nested in it, may have been rolled back. Caches that were filled
   * within it must be cleared: SQLite assigns the same keys again.
   */
  onRollback (listener: () => void): void
  /** Commits a write that changes nothing. @throws StorageError if it fails, as on a full disk */
  check (): void
  /** Waits until all writes are committed. */
  settle (): Promise<void>
}

/**
 * Runs all writes of one turn of the event loop in one transaction, so that they share the cost of a commit, including the disk's under
 * DURABILITY=power.
 */
export function createGroupCommit (db: Database.Database, checkFile: FileCheck, onCommit?: CommitListener): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  // The smallest write: it appends the unchanged first page of the file to the log.
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
      // SQLite rolls back the whole transaction when the disk is full or broken.
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
    // Only another program can hold the lock: a second mock does not start, and this one has one connection.
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
