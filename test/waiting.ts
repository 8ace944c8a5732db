import { syncBuiltinESMExports } from 'node:module'
import timers, { setImmediate as nextTurn } from 'node:timers/promises'
import type { Test } from 'tap'

/** Waits until a condition holds. The only limit is the timeout of the test file. */
export async function until (holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!await holds()) await nextTurn()
}

/** Lets the event loop run a number of turns. An injected request needs about ten until it waits or has a response. */
export async function turns (count = 100): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn()
}

/** Ends each delay of `node:timers/promises` after `work`. Returns the list of requested delays in milliseconds. */
export function recordDelays (t: Test, work?: () => Promise<unknown>): number[] {
  const asked: number[] = []
  const { setTimeout } = timers
  const exchange = (other: typeof setTimeout) => {
    timers.setTimeout = other
    syncBuiltinESMExports()
  }
  exchange(async <T> (milliseconds = 0, value?: T) => {
    asked.push(milliseconds)
    await work?.()
    return value as T
  })
  t.teardown(() => exchange(setTimeout))
  return asked
}
