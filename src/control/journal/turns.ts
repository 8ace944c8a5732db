import { setImmediate as nextTurn } from 'node:timers/promises'

/** How long a loop over requests may hold the event loop. */
const MOST_MS = 10

/** Returns a function that a loop calls after each request. It ends the turn of the event loop if that has lasted long enough. */
export function createTurns (): () => Promise<void> {
  let since = performance.now()

  return async function endLongTurn () {
    if (performance.now() - since < MOST_MS) return
    await nextTurn()
    since = performance.now()
  }
}
