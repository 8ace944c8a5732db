import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DataSets } from './data-sets.js'
import type { GroupCommit } from '../engine/group-commit.js'

/** Work on sets of data that takes many steps, each in a transaction of its own; calls are answered between them. */
export interface SetWork {
  /**
   * Makes a set, fills it in steps and ends with what gives it to somebody. What fails leaves nothing.
   * @throws what a step or the end throws
   */
  build<Result> (fill: (setId: number) => Iterator<void>, end: (setId: number) => Result): Promise<Result>
  /** Does work until a step says that it was the last, or the store is closed. */
  inSteps (step: () => boolean): Promise<void>
  /** Lets work go on beside the calls, once at a time. What fails is taken up at the next swap, or by the next process. */
  inBackground (work: () => Promise<void>): void
  /** Removes in the background what was given over for that. */
  removeReleased (): void
  /** Ends what goes on in the background. */
  close (): void
}

export interface SetWorkOptions {
  readonly commits: GroupCommit
  readonly sets: DataSets
}

export function createSetWork ({ commits, sets }: SetWorkOptions): SetWork {
  const running = new Set<() => Promise<void>>()
  const closing = new AbortController()

  async function inSteps (step: () => boolean): Promise<void> {
    while (!closing.signal.aborted && !await commits.run(step)) await nextTurn()
  }

  function inBackground (work: () => Promise<void>): void {
    if (running.has(work)) return
    running.add(work)
    work().catch(() => undefined).finally(() => running.delete(work))
  }

  const removeAll = () => inSteps(() => !sets.removeStep())

  function removeReleased (): void {
    inBackground(removeAll)
  }

  async function giveUp (setId: number, cause: unknown): Promise<never> {
    await commits.run(() => sets.release(setId))
    removeReleased()
    throw cause
  }

  async function fillAll<Result> (setId: number, steps: Iterator<void>, end: (setId: number) => Result): Promise<Result> {
    while (await commits.run(() => steps.next().done !== true)) await nextTurn()
    return commits.run(() => end(setId))
  }

  return {
    async build (fill, end) {
      const setId = await commits.run(sets.prepare)
      const result = await fillAll(setId, fill(setId), end).catch((cause: unknown) => giveUp(setId, cause))
      removeReleased()
      return result
    },
    inSteps,
    inBackground,
    removeReleased,
    close () {
      closing.abort()
    },
  }
}
