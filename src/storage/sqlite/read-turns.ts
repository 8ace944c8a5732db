import { setImmediate as nextPhase } from 'node:timers/promises'

/**
 * Lets whoever reads in a turn of the event loop go on at its end, one behind the other: answers that are sent in a row wake
 * up a caller once, which costs a tenth of an answer. The file is asked once for all of them whether another process has
 * written: that locks it, as any read does, and the locks cost more than what is read.
 * @param lookForForeignWrites asks the file
 * @returns what waits for the end of the turn; it rejects with what the look throws
 */
export function createReadTurns (lookForForeignWrites: () => void): () => Promise<void> {
  let ending: Promise<void> | undefined

  async function end (): Promise<void> {
    await nextPhase()
    // Who has read at the end of a turn may read on at once.
    process.nextTick(() => { ending = undefined })
    lookForForeignWrites()
  }

  return () => (ending ??= end())
}
