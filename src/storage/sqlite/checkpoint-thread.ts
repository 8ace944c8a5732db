import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const db = new Database(workerData, { fileMustExist: true })

parentPort?.on('message', message => {
  if (message === 'close') {
    db.close()
    parentPort?.close()
    return
  }
  // Passive: it takes no lock that a writer waits for. The log starts anew when it was moved as a whole.
  db.pragma('wal_checkpoint(PASSIVE)')
  parentPort?.postMessage('done')
})
