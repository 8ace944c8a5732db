import { setImmediate as nextTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { StorageError } from '../../store.js'

/** How long writes wait for the lock of another process before they fail, and how often they ask. */
const LOCK_PATIENCE_MS = 5000
const LOCK_PAUSE_MS = 1

interface Write {
  /** Does the work inside of the transaction and gives what to call after the commit. */
  readonly attempt: () => () => void
  readonly reject: (error: unknown) => void
}

export interface GroupCommitHooks {
  /** Hears that a transaction has begun. */
  readonly onBegin: () => void
  /** Hears how many writes a transaction held that was committed, and how long it took. */
  readonly onCommit: (writes: number, milliseconds: number) => void
  /** Hears that something was taken back, or may have been: a whole transaction, or one nested in it. */
  readonly onRollback: () => void
}

export interface GroupCommit {
  /**
   * Does the work in the transaction of this turn of the event loop and gives its result after the commit.
   * Work that throws fails alone: it must throw before it writes, or write in a transaction nested in this one.
   * @throws what the work throws, or StorageError when the database refuses
   */
  run<Result> (work: () => Result): Promise<Result>
  /** Waits until nothing is left to write, from now on without patience for the locks of others. */
  settle (): Promise<void>
}

/**
 * Lets all writes of one turn of the event loop share one transaction, so that the price of a commit, with
 * that of the disk under DURABILITY=power, is paid once for all of them.
 */
export function createGroupCommit (db: Database.Database, { onBegin, onCommit, onRollback }: GroupCommitHooks): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  let waiting: Write[] = []
  let lockedSince: number | undefined
  let patienceMs = LOCK_PATIENCE_MS

  function flush (): void {
    const group = waiting
    const since = performance.now()
    try {
      begin.run()
    } catch (cause) {
      return waitOrFail(cause)
    }
    waiting = []
    lockedSince = undefined
    try {
      onBegin()
      const answers = group.map(outcomeOf)
      commit.run()
      for (const answer of answers) answer()
    } catch (cause) {
      if (db.inTransaction) rollback.run()
      onRollback()
      return failAll(group, cause)
    }
    onCommit(group.length, performance.now() - since)
  }

  function outcomeOf (write: Write): () => void {
    try {
      return write.attempt()
    } catch (cause) {
      // SQLite takes the whole transaction back when the disk is full or broken.
      if (!db.inTransaction) throw cause
      if (cause instanceof Database.SqliteError) onRollback()
      return () => write.reject(storageError(cause))
    }
  }

  // Another process may hold the lock: asking again later keeps the event loop free.
  function waitOrFail (cause: unknown): void {
    const now = performance.now()
    lockedSince ??= now
    if (isLocked(cause) && now - lockedSince < patienceMs) {
      setTimeout(flush, LOCK_PAUSE_MS)
      return
    }
    const group = waiting
    waiting = []
    lockedSince = undefined
    failAll(group, cause)
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
    async settle () {
      patienceMs = 0
      while (waiting.length > 0) await nextTurn()
    },
  }
}

function failAll (group: readonly Write[], cause: unknown): void {
  for (const { reject } of group) reject(storageError(cause))
}

function isLocked (cause: unknown): boolean {
  return cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')
}

function storageError (cause: unknown): unknown {
  return cause instanceof Database.SqliteError ? new StorageError(cause.message, { cause }) : cause
}
