/** Texts up to this length are searched by `indexOf`, which may compare each of their characters with each of the other text. */
const SHORT = 32

/** Returns where a text begins in another one at or after a position; -1 if it does not. */
type TextSearch = (text: string, from: number) => number

/** Compiles the search for a text. It takes linear time, as `indexOf` does not for long texts that almost match (Knuth, Morris and Pratt). */
export function compileTextSearch (wanted: string): TextSearch {
  if (wanted.length <= SHORT) return (text, from) => text.indexOf(wanted, from)
  const borders = bordersOf(wanted)

  return (text, from) => {
    let matched = 0
    for (let at = from; at < text.length; at++) {
      matched = extend(wanted, borders, matched, text.charCodeAt(at))
      if (matched === wanted.length) return at + 1 - matched
    }
    return -1
  }
}

/** Returns for each beginning of a text, by its length, the length of its longest part that it both begins and ends with. */
function bordersOf (wanted: string): Uint32Array {
  const borders = new Uint32Array(wanted.length + 1)
  let border = 0
  for (let at = 1; at < wanted.length; at++) {
    border = extend(wanted, borders, border, wanted.charCodeAt(at))
    borders[at + 1] = border
  }
  return borders
}

/** Returns how many characters of the text match after one more character. */
function extend (wanted: string, borders: Uint32Array, matched: number, character: number): number {
  let length = matched
  while (length > 0 && wanted.charCodeAt(length) !== character) length = Number(borders[length])
  return wanted.charCodeAt(length) === character ? length + 1 : 0
}
