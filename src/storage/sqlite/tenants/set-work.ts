import { setImmediate as nextTurn } from 'node:timers/promises'
import { StorageError } from '../../storage-errors.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { DataSets } from './data-sets.js'

/**
 * Fills and removes sets of data in many steps. At most one step runs in each turn of the event loop, so that requests are handled between
 * the steps.
 */
export interface SetWork {
  /**
   * Adds a set, fills it in steps, and calls `end` in one more transaction. Returns the result of `end`. If a step or `end` throws, tries
   * to mark the set for removal.
   * @throws for example the error that a step or `end` throws, or StorageError if the store was closed before the last step
   */
  build<Result> (fill: (setId: number) => Iterator<void>, end: (setId: number) => Result): Promise<Result>
  /** Removes the sets that are marked for removal, in the background. If the removal fails, a later call continues it. */
  removeReleased (): void
  /** Prevents all further steps of fillings and removals. */
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

  function removeStep (): boolean {
    // Set in the transaction, so that a later call of `removeReleased` starts again for sets that are marked after this step.
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
