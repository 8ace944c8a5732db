import { syncBuiltinESMExports } from 'node:module'
import timers, { setImmediate as nextTurn } from 'node:timers/promises'
import type { Test } from 'tap'

/** Waits until `holds` returns true. Only the timeout of the test file limits the time. */
export async function until (holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!await holds()) await nextTurn()
}

/**
 * Waits for a number of turns of the event loop. The default is many more turns than an injected request usually takes until it has its
 * response, or until it waits for an event.
 */
export async function turns (count = 100): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn()
}

/**
 * Replaces `setTimeout` of `node:timers/promises` until the test ends. Each delay then lasts until a call of `work` is done, or ends at
 * once without `work`. Returns a list to which each requested delay is added, in milliseconds.
 */
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
