import { setImmediate as nextPhase } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { prepareDataVersion } from './data-version.js'

/**
 * Lets whoever reads in a turn of the event loop go on at its end, one behind the other: answers that are sent in a row wake
 * up a caller once, which costs a tenth of an answer. The file is asked once for all of them whether another process has
 * written: that locks it, as any read does, and the locks cost more than what is read.
 * @param onForeignWrite hears that another process has written, so that nothing that was read before need be true
 * @returns what waits for the end of the turn; it rejects with an SqliteError when the database cannot be asked
 */
export function createReadTurns (db: Database.Database, onForeignWrite: () => void): () => Promise<void> {
  const dataVersion = prepareDataVersion(db)
  let version = dataVersion.get()
  let ending: Promise<void> | undefined

  async function end (): Promise<void> {
    await nextPhase()
    // Who has read at the end of a turn may read on at once.
    process.nextTick(() => { ending = undefined })
    const current = dataVersion.get()
    if (current !== version) onForeignWrite()
    version = current
  }

  return () => (ending ??= end())
}
