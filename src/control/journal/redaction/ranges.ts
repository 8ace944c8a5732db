/** The position of a secret in a string, and the string that is shown instead of it. */
export interface SecretRange {
  readonly start: number
  readonly end: number
  readonly shown: string
}

/** Replaces each range of a string by its `shown`. Overlapping ranges are replaced together, by `shown` of the first range. */
export function withoutRanges (text: string, ranges: readonly SecretRange[]): string {
  // The pieces are joined at the end. V8 would store a string that is concatenated step by step as a tree of its pieces, which takes more
  // memory.
  const pieces: string[] = []
  let at = 0
  for (const { start, end, shown } of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    if (start >= at) pieces.push(text.slice(at, start), shown)
    at = Math.max(at, end)
  }
  pieces.push(text.slice(at))
  return pieces.join('')
}
