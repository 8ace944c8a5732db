/**
 * Maximum length of a wanted string for which `indexOf` is used. In the worst case, the time of `indexOf` is proportional to the product of
 * the lengths of the text and the wanted string.
 */
const SHORT = 32

/** Returns the position of the first occurrence of the wanted string at or after `from`; -1 without an occurrence. */
type TextSearch = (text: string, from: number) => number

/**
 * Compiles the search for a string. The search for a long string uses the algorithm of Knuth, Morris and Pratt, which always takes linear
 * time.
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

/**
 * Returns the border length of each prefix of a string, by the length of the prefix. The border of a string is its longest proper prefix
 * that is also its suffix.
 */
function computeBorders (wanted: string): Uint32Array {
  const borders = new Uint32Array(wanted.length + 1)
  let border = 0
  for (let at = 1; at < wanted.length; at++) {
    border = extend(wanted, borders, border, wanted.charCodeAt(at))
    borders[at + 1] = border
  }
  return borders
}

/**
 * Returns the length of the longest prefix of `wanted` that is a suffix of the text read so far, including `character`. `matched` is the
 * result for the text without `character`.
 */
function extend (wanted: string, borders: Uint32Array, matched: number, character: number): number {
  let length = matched
  while (length > 0 && wanted.charCodeAt(length) !== character) length = Number(borders[length])
  return wanted.charCodeAt(length) === character ? length + 1 : 0
}
