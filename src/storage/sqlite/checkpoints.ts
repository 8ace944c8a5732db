import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'

/** Work between two checkpoints, which keep the write-ahead log at some megabytes; a commit itself counts for some writes. */
const WRITES_PER_CHECKPOINT = 4000
const WRITES_PER_COMMIT = 20

/** Pages that a part of a content fills. */
const WRITES_PER_PART = 64

/** What the log is cut to when it starts anew. */
const LOG_BYTES = 16 * 1024 * 1024

export interface Checkpoints {
  /** To be told of every part of a content. */
  partWritten (): void
  /** To be told of every commit. */
  written (writes: number): void
  close (): Promise<void>
}

/**
 * Moves what was written from the write-ahead log to the database file, in a thread of its own: SQLite's own
 * checkpoints would run inside of the commit that fills the log, and the callers of that turn would wait.
 * The thread starts when there is enough to do for the first time.
 */
export function createCheckpoints (db: Database.Database): Checkpoints {
  if (db.memory) return { partWritten () {}, written () {}, async close () {} }
  let pending = 0
  let busy = false
  let worker: Worker | undefined
  let ended: Promise<unknown> | undefined

  db.pragma('wal_autocheckpoint = 0')
  db.pragma(`journal_size_limit = ${LOG_BYTES}`)

  // Without the thread SQLite does the work itself, inside of commits, but it is done.
  function doWithout (): undefined {
    db.pragma('wal_autocheckpoint = 1000')
  }

  function start (): Worker | undefined {
    try {
      const thread = new Worker(new URL(`./checkpoint-thread${extname(import.meta.url)}`, import.meta.url), { workerData: db.name })
      thread.on('message', () => { busy = false })
      thread.on('error', doWithout)
      // Not events.once, which rejects at the error that comes before.
      ended = new Promise(resolve => thread.once('exit', resolve))
      thread.unref()
      return thread
    } catch {
      return doWithout()
    }
  }

  return {
    partWritten () {
      pending += WRITES_PER_PART
    },
    written (writes) {
      pending += writes + WRITES_PER_COMMIT
      if (busy || pending < WRITES_PER_CHECKPOINT) return
      pending = 0
      busy = true
      worker ??= start()
      worker?.postMessage('checkpoint')
    },
    async close () {
      worker?.ref()
      worker?.postMessage('close')
      await ended
    },
  }
}
