/** Limits an excerpt on either side of a position, in characters, as the messages of JSON.parse do. */
const EXCERPT = 10

/** A position in a text. Lines and columns are counted from 1. */
interface TextPlace {
  readonly line: number
  readonly column: number
  /** The characters before and after the position, in the same line. */
  readonly excerpt: string
}

/** Returns the line and column of a position, by default of the end of the text. */
export function locatePosition (text: string, position = text.length): TextPlace {
  const before = text.slice(0, position)
  const lineStart = before.lastIndexOf('\n') + 1
  return {
    line: before.split('\n').length,
    column: position - lineStart + 1,
    excerpt: text.slice(Math.max(lineStart, position - EXCERPT), position + EXCERPT).replace(/\n.*/s, ''),
  }
}
