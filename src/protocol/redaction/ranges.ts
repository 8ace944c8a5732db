/** A part of a text that is not to be seen, and what is shown in its place. */
export interface SecretRange {
  readonly start: number
  readonly end: number
  readonly shown: string
}

/** A text with other words in the place of ranges, of which some may lie within others; all else stays as it is. */
export function withoutRanges (text: string, ranges: readonly SecretRange[]): string {
  let redacted = ''
  let at = 0
  for (const { start, end, shown } of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    if (start >= at) redacted += text.slice(at, start) + shown
    at = Math.max(at, end)
  }
  return redacted + text.slice(at)
}
