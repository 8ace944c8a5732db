import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

/** Past this size of the log writers are held up for a moment, so that it can start anew. */
const MOST_LOG_PAGES = 16_384

const db = new Database(workerData)

parentPort?.on('message', () => {
  const [state] = db.pragma('wal_checkpoint(PASSIVE)') as [{ log: number }]
  if (state.log > MOST_LOG_PAGES) db.pragma('wal_checkpoint(RESTART)')
  parentPort?.postMessage('done')
})
