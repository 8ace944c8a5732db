/** A part of a text that is not to be seen, and what is shown in its place. */
export interface SecretRange {
  readonly start: number
  readonly end: number
  readonly shown: string
}

/** A text with other words in the place of ranges, of which some may lie within others; all else stays as it is. */
export function withoutRanges (text: string, ranges: readonly SecretRange[]): string {
  // Texts that were added to each other would stay in as many pieces until they are written.
  const pieces: string[] = []
  let at = 0
  for (const { start, end, shown } of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    if (start >= at) pieces.push(text.slice(at, start), shown)
    at = Math.max(at, end)
  }
  pieces.push(text.slice(at))
  return pieces.join('')
}
