/** Strings up to this length are searched by `indexOf`, whose worst case is the product of both lengths. */
const SHORT = 32

/** Returns the first position at or after `from` at which the wanted string begins; -1 if it is not found. */
type TextSearch = (text: string, from: number) => number

/** Compiles the search for a string by the algorithm of Knuth, Morris and Pratt, which takes linear time even if long strings almost match. */
export function compileTextSearch (wanted: string): TextSearch {
  if (wanted.length <= SHORT) return (text, from) => text.indexOf(wanted, from)
  const borders = computeBorders(wanted)

  return (text, from) => {
    let matched = 0
    for (let at = from; at < text.length; at++) {
      matched = extend(wanted, borders, matched, text.charCodeAt(at))
      if (matched === wanted.length) return at + 1 - matched
    }
    return -1
  }
}

/** Returns the length of the longest border of each prefix: the longest proper prefix that is also its suffix. */
function computeBorders (wanted: string): Uint32Array {
  const borders = new Uint32Array(wanted.length + 1)
  let border = 0
  for (let at = 1; at < wanted.length; at++) {
    border = extend(wanted, borders, border, wanted.charCodeAt(at))
    borders[at + 1] = border
  }
  return borders
}

/** Returns how many characters match after one more character. */
function extend (wanted: string, borders: Uint32Array, matched: number, character: number): number {
  let length = matched
  while (length > 0 && wanted.charCodeAt(length) !== character) length = Number(borders[length])
  return wanted.charCodeAt(length) === character ? length + 1 : 0
}
