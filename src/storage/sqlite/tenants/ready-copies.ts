import type { Seed } from '../../seed.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { DataSets } from './data-sets.js'
import type { Filling } from './filling.js'
import type { SetWork } from './set-work.js'

/** As many copies are kept ready as were used within this time. */
const DEMAND_MS = 60_000

/** Limit of the copies kept ready. Each takes the space of a tenant with the seed. */
const MOST_READY = 8

/** Copies of the seed's data, made in the background before a tenant needs one. */
export interface ReadyCopies {
  /**
   * Calls `end` with a copy within a transaction. If no copy is ready, one is built in steps between requests.
   * @throws the error of `end`, or StorageError; then the copy is kept for the next call
   */
  use<Result> (end: (setId: number) => Result): Promise<Result>
  /**
   * Returns the set from which the copies are made. It has the data of the seed and is never changed.
   * @throws StorageError
   */
  template (): Promise<number>
  /** Builds copies in the background until enough are ready. */
  replenish (): void
}

interface Waiter {
  readonly resolve: (setId: number) => void
  readonly reject: (cause: unknown) => void
}

interface ReadyCopiesOptions {
  readonly commits: GroupCommit
  readonly sets: DataSets
  readonly work: SetWork
  readonly fill: Filling
  readonly seed: Seed
}

export function createReadyCopies ({ commits, sets, work, fill, seed }: ReadyCopiesOptions): ReadyCopies {
  const ready: number[] = []
  const waiters: Waiter[] = []
  /** Times at which the latest copies were used, at most MOST_READY. */
  const uses: number[] = []
  let building: Promise<number> | undefined
  let isBuilding = false

  function isMore (): boolean {
    const since = performance.now() - DEMAND_MS
    return waiters.length > 0 || ready.length < Math.max(1, uses.filter(time => time > since).length)
  }

  /** The set from which copies are made: copying its rows is faster than reading the seed again. */
  function template (): Promise<number> {
    building ??= work.build(setId => fill(setId, seed), setId => setId).catch((cause: unknown) => {
      building = undefined
      throw cause
    })
    return building
  }

  async function buildCopy (): Promise<void> {
    const from = await template()
    const copy = await work.build(to => sets.copySteps({ from, to }), setId => setId)
    const waiter = waiters.shift()
    if (waiter === undefined) ready.push(copy)
    else waiter.resolve(copy)
  }

  /** Builds one copy after the other, because the first is ready sooner than if all were built at once. */
  async function buildAll (): Promise<void> {
    isBuilding = true
    try {
      while (isMore()) await buildCopy()
    } catch (cause) {
      for (const { reject } of waiters.splice(0)) reject(cause)
    }
    isBuilding = false
  }

  function replenish (): void {
    if (!isBuilding) buildAll()
  }

  function take (): number | Promise<number> {
    uses.push(performance.now())
    if (uses.length > MOST_READY) uses.shift()
    return ready.shift() ?? new Promise((resolve, reject) => waiters.push({ resolve, reject }))
  }

  return {
    async use (end) {
      const taken = take()
      replenish()
      const copy = await taken
      try {
        return await commits.run(() => end(copy))
      } catch (cause) {
        ready.push(copy)
        throw cause
      }
    },
    template,
    replenish,
  }
}
