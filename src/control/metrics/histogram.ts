/** A bucket of a histogram: the number of values that are at most `bound`. */
interface Bucket {
  readonly bound: number
  readonly count: number
}

export interface Histogram {
  observe (value: number): void
  /** Returns the buckets with cumulative counts: the count of a bucket includes the counts of all lower buckets. */
  buckets (): readonly Bucket[]
  readonly count: number
  readonly sum: number
}

/**
 * Creates a histogram with the given upper bounds, in ascending order. The histogram of prom-client is slower: it builds a string from the
 * labels for each observed value.
 */
export function createHistogram (bounds: readonly number[]): Histogram {
  const own = bounds.map(bound => ({ bound, count: 0 }))
  let count = 0
  let sum = 0

  return {
    observe (value) {
      count++
      sum += value
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
