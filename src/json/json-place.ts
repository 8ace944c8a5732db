/** Limits an excerpt to this number of characters on either side of a place, like the messages of JSON.parse. */
const EXCERPT = 10

/** A place in a text. Lines and columns are counted from 1. */
interface TextPlace {
  readonly line: number
  readonly column: number
  /** The characters around the place, within its line. */
  readonly excerpt: string
}

/** Returns the place of a position; the end of the text if the position is undefined. */
export function locatePosition (text: string, position = text.length): TextPlace {
  const before = text.slice(0, position)
  const lineStart = before.lastIndexOf('\n') + 1
  return {
    line: before.split('\n').length,
    column: position - lineStart + 1,
    excerpt: text.slice(Math.max(lineStart, position - EXCERPT), position + EXCERPT).replace(/\n.*/s, ''),
  }
}
