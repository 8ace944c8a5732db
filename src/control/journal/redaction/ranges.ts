/** A secret within a text, and the text shown in its place. */
export interface SecretRange {
  readonly start: number
  readonly end: number
  readonly shown: string
}

/** Replaces ranges of a text. Ranges may overlap; the first one decides what is shown. */
export function withoutRanges (text: string, ranges: readonly SecretRange[]): string {
  // Joined at the end, because a string built by concatenation stays a tree until it is read.
  const pieces: string[] = []
  let at = 0
  for (const { start, end, shown } of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    if (start >= at) pieces.push(text.slice(at, start), shown)
    at = Math.max(at, end)
  }
  pieces.push(text.slice(at))
  return pieces.join('')
}
