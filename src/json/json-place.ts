/** Maximum number of characters in an excerpt on each side of the position. */
const EXCERPT = 10

/** A position in a text. Lines and columns are counted from 1. */
interface TextPlace {
  readonly line: number
  readonly column: number
  /** Contains no characters of other lines. */
  readonly excerpt: string
}

/** Returns the line, the column and an excerpt at `position`, by default at the end of the text. */
export function locatePosition (text: string, position = text.length): TextPlace {
  const before = text.slice(0, position)
  const lineStart = before.lastIndexOf('\n') + 1
  return {
    line: before.split('\n').length,
    column: position - lineStart + 1,
    excerpt: text.slice(Math.max(lineStart, position - EXCERPT), position + EXCERPT).replace(/\n.*/s, ''),
  }
}
