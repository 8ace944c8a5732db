import { setImmediate as nextTurn } from 'node:timers/promises'
import { StorageError } from '../../store.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { DataSets } from './data-sets.js'

/**
 * Work on sets of data that takes many steps, each in its own transaction. In each turn of the event loop, only one step of all work is
 * taken, so that requests are handled between the steps.
 */
export interface SetWork {
  /**
   * Adds a set, fills it in steps, and calls `end` in one more transaction. If anything fails, the set is removed.
   * @throws the error of a step or of `end`, or StorageError when the store is closed before
   */
  build<Result> (fill: (setId: number) => Iterator<void>, end: (setId: number) => Result): Promise<Result>
  /** Removes sets that are marked for removal, in the background. If this fails, the next call or the next start continues. */
  removeReleased (): void
  /** Stops all work before its next step. */
  close (): void
}

export function createSetWork (commits: GroupCommit, sets: DataSets): SetWork {
  let isClosed = false
  let isRemoving = false
  let lastStep: Promise<unknown> = Promise.resolve()

  function step<Result> (work: () => Result): Promise<Result> {
    const result = lastStep.then(() => nextTurn()).then(() => {
      if (isClosed) throw new StorageError('the mock is being stopped')
      return commits.run(work)
    })
    lastStep = result.catch(() => undefined)
    return result
  }

  // Takes one step of the removal. Returns false if no released set is left. Sets that are released later need another `removeReleased`.
  function removeStep (): boolean {
    isRemoving = sets.removeStep()
    return isRemoving
  }

  async function removeAll (): Promise<void> {
    try {
      while (await step(removeStep));
    } catch {
      isRemoving = false
    }
  }

  function removeReleased (): void {
    if (isRemoving) return
    isRemoving = true
    removeAll()
  }

  async function fillAndEnd<Result> (setId: number, steps: Iterator<void>, end: (setId: number) => Result): Promise<Result> {
    while (await step(() => steps.next().done !== true));
    return commits.run(() => end(setId))
  }

  async function giveUp (setId: number, cause: unknown): Promise<never> {
    await commits.run(() => sets.release(setId))
    removeReleased()
    throw cause
  }

  return {
    async build (fill, end) {
      const setId = await commits.run(sets.prepare)
      const result = await fillAndEnd(setId, fill(setId), end).catch((cause: unknown) => giveUp(setId, cause))
      removeReleased()
      return result
    },
    removeReleased,
    close () {
      isClosed = true
    },
  }
}
