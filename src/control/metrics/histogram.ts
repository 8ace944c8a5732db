/** The number of values up to an upper bound. */
interface Bucket {
  readonly bound: number
  readonly count: number
}

/** The distribution of observed values. */
export interface Histogram {
  observe (value: number): void
  /** Returns cumulative counts: each bucket includes the values of all lower buckets. */
  buckets (): readonly Bucket[]
  readonly count: number
  readonly sum: number
}

/**
 * Creates a histogram with the given upper bounds, in ascending order. prom-client's histogram takes ten times as long to observe a value,
 * because it looks up labels by a string that it builds each time.
 */
export function createHistogram (bounds: readonly number[]): Histogram {
  const own = bounds.map(bound => ({ bound, count: 0 }))
  let count = 0
  let sum = 0

  return {
    observe (value) {
      count++
      sum += value
      // A linear search, because most values lie in the first buckets.
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
