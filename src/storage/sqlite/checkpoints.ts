import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'

/** Writes between two checkpoints, which keep the write-ahead log at some megabytes. */
const WRITES_PER_CHECKPOINT = 4000

export interface Checkpoints {
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
  if (db.memory) return { written () {}, async close () {} }
  let pending = 0
  let busy = false
  let worker: Worker | undefined

  db.pragma('wal_autocheckpoint = 0')

  function start (): Worker {
    const extension = extname(import.meta.url)
    const thread = new Worker(new URL(`./checkpoint-thread${extension}`, import.meta.url), { workerData: db.name })
    thread.on('message', () => { busy = false })
    // Without the thread SQLite does the work itself, later and slower, but it is done.
    thread.on('error', () => { db.pragma('wal_autocheckpoint = 1000') })
    thread.unref()
    return thread
  }

  return {
    written (writes) {
      pending += writes
      if (busy || pending < WRITES_PER_CHECKPOINT) return
      pending = 0
      busy = true
      worker ??= start()
      worker.postMessage('checkpoint')
    },
    async close () {
      await worker?.terminate()
    },
  }
}
