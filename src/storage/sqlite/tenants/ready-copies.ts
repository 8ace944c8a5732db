import type { Seed } from '../../seed.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { DataSets } from './data-sets.js'
import type { Filling } from './filling.js'
import type { SetWork } from './set-work.js'

/** Period in which uses are counted. As many copies are made in advance as were used in the last period, from 1 to MOST_READY. */
const DEMAND_MS = 60_000

/** Limits the copies that are made in advance, because each takes as much space as a tenant with the data of the seed. */
const MOST_READY = 8

/** Copies of the data of the seed, which are usually made in the background before a tenant needs them. */
export interface ReadyCopies {
  /**
   * Calls `end` with the id of a copy, in a transaction. If no copy is ready, a copy is made first, in steps between requests.
   * @throws for example the error that `end` throws, StorageError, or the error of a picture file that cannot be read; if the copy was
   * made, it is usually kept for a later call
   */
  use<Result> (end: (setId: number) => Result): Promise<Result>
  /**
   * Makes the template, unless it exists. The template is a set with the data of the seed, from which copies are made. It is never changed.
   * @throws for example StorageError, or the error of a picture file that cannot be read
   */
  prepareTemplate (): Promise<void>
  /** Returns the id of the template; undefined before the template was made. */
  template (): number | undefined
  seed (): Seed
  /**
   * Replaces the seed and the template, and marks the template and the ready copies of the former seed for removal. Returns the result of
   * `whenReplaced`.
   * @param whenReplaced called directly after the replacement, before any other transaction
   * @throws for example StorageError, or the error of a picture file that cannot be read
   */
  replaceSeed<Result> (seed: Seed, whenReplaced: () => Result): Promise<Result>
  /** Starts to make copies in the background, unless enough are ready or copies are being made. */
  replenish (): void
}

interface Stock {
  readonly seed: Seed
  building: Promise<number> | undefined
  template: number | undefined
  readonly ready: number[]
}

interface ReadyCopy {
  readonly setId: number
  readonly stock: Stock
}

interface Waiter {
  readonly resolve: (copy: ReadyCopy) => void
  readonly reject: (cause: unknown) => void
}

interface ReadyCopiesOptions {
  readonly commits: GroupCommit
  readonly sets: DataSets
  readonly work: SetWork
  readonly fill: Filling
  readonly seed: Seed
}

const createStock = (seed: Seed): Stock => ({ seed, building: undefined, template: undefined, ready: [] })

export function createReadyCopies ({ commits, sets, work, fill, seed }: ReadyCopiesOptions): ReadyCopies {
  let stock = createStock(seed)
  const waiters: Waiter[] = []
  const useTimes: number[] = []
  let isBuilding = false

  function isMore (): boolean {
    const since = performance.now() - DEMAND_MS
    return waiters.length > 0 || stock.ready.length < Math.max(1, useTimes.filter(time => time > since).length)
  }

  /** A template is used, because copying a set is faster than reading the seed again. */
  function buildTemplate (from: Stock): Promise<number> {
    from.building ??= work.build(setId => fill(setId, from.seed), setId => setId).then(setId => {
      from.template = setId
      return setId
    }, (cause: unknown) => {
      from.building = undefined
      throw cause
    })
    return from.building
  }

  async function buildCopy (): Promise<void> {
    const from = stock
    const template = await buildTemplate(from)
    const setId = await work.build(to => sets.copySteps({ from: template, to }), setId => {
      // If the seed was replaced while the copy was made, rows of the former template may have been removed before they were copied.
      if (from !== stock) return sets.release(setId)
      sets.markSeeded(setId)
      return setId
    })
    if (setId === undefined) return
    const waiter = waiters.shift()
    if (waiter === undefined) from.ready.push(setId)
    else waiter.resolve({ setId, stock: from })
  }

  /** Makes copies one after the other, because the first would be ready later if they were made at the same time. */
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

  function take (): ReadyCopy | Promise<ReadyCopy> {
    useTimes.push(performance.now())
    if (useTimes.length > MOST_READY) useTimes.shift()
    const setId = stock.ready.shift()
    return setId === undefined ? new Promise((resolve, reject) => waiters.push({ resolve, reject })) : { setId, stock }
  }

  /** Returns undefined, without calling `end`, if the seed was replaced after the copy was made. */
  async function useCopy<Result> ({ setId, stock: from }: ReadyCopy, end: (setId: number) => Result): Promise<{ readonly result: Result } | undefined> {
    try {
      return await commits.run(() => {
        if (from === stock) return { result: end(setId) }
        sets.release(setId)
        return undefined
      })
    } catch (cause) {
      from.ready.push(setId)
      throw cause
    }
  }

  return {
    async use (end) {
      for (;;) {
        const taken = take()
        replenish()
        const used = await useCopy(await taken, end)
        if (used !== undefined) return used.result
      }
    },
    async prepareTemplate () {
      await buildTemplate(stock)
    },
    template: () => stock.template,
    seed: () => stock.seed,
    async replaceSeed (seed, whenReplaced) {
      const next = createStock(seed)
      await buildTemplate(next)
      const former = stock
      stock = next
      const result = whenReplaced()
      const template = await former.building
      await commits.run(() => {
        for (const setId of former.ready.splice(0)) sets.release(setId)
        if (template !== undefined) sets.release(template)
      })
      work.removeReleased()
      return result
    },
    replenish,
  }
}
