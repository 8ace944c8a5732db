/** Longest string that is searched by `indexOf`. In the worst case, its time is the product of both lengths. */
const SHORT = 32

/** Returns the position at which the wanted string begins, at or after `from`; -1 if it is not found. */
type TextSearch = (text: string, from: number) => number

/**
 * Compiles the search for a string. A long string is searched by the algorithm of Knuth, Morris and Pratt, which takes linear time even for
 * texts that contain nearly the same string many times.
 */
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

/** Returns, for each prefix of a string, the length of its border: the longest proper prefix that is also a suffix. */
function computeBorders (wanted: string): Uint32Array {
  const borders = new Uint32Array(wanted.length + 1)
  let border = 0
  for (let at = 1; at < wanted.length; at++) {
    border = extend(wanted, borders, border, wanted.charCodeAt(at))
    borders[at + 1] = border
  }
  return borders
}

/** Returns the number of characters that match after one more character of the text. */
function extend (wanted: string, borders: Uint32Array, matched: number, character: number): number {
  let length = matched
  while (length > 0 && wanted.charCodeAt(length) !== character) length = Number(borders[length])
  return wanted.charCodeAt(length) === character ? length + 1 : 0
}
