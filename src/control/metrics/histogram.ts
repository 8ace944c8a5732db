/** A number of values that are at most the bound. */
export interface Bucket {
  readonly bound: number
  readonly count: number
}

/** How many of what was counted lie where. */
export interface Histogram {
  observe (value: number): void
  /** Each with those of the buckets below it. */
  buckets (): readonly Bucket[]
  readonly count: number
  readonly sum: number
}

/**
 * A histogram of buckets with these upper bounds, which rise. It is fed with each call: a library's, which finds its labels
 * by a text that is put together each time, takes ten times as long.
 */
export function createHistogram (bounds: readonly number[]): Histogram {
  const own = bounds.map(bound => ({ bound, count: 0 }))
  let count = 0
  let sum = 0

  return {
    observe (value) {
      count++
      sum += value
      // Most values lie in the first buckets.
      for (const bucket of own) {
        if (value > bucket.bound) continue
        bucket.count++
        break
      }
    },
    buckets () {
      let upTo = 0
      return own.map(({ bound, count }) => {
        upTo += count
        return { bound, count: upTo }
      })
    },
    get count () { return count },
    get sum () { return sum },
  }
}
