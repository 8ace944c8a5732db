import { assertDefined } from '../../errors/assert-defined.js'
import { maskInvalid, maskNoneBeside } from '../errors.js'

/** The bits that each word of a mask sets. */
type Flags = Readonly<Record<string, number>>

/** The words of ETableRight (superoffice-protocol, section 7.1). */
export const TABLE_FLAGS = {
  None: 0, Select: 1, Update: 2, Insert: 4, Delete: 8, Filtering: 16, RestrictedUpdate: 32, Unused1: 64,
  Uninitialized: 128, FULL: 15, WRITE: 38, URU: 34, UDR: 11, UR: 3, URI: 7, R: 1, RI: 5, RF: 17, F: 16, FI: 20,
} as const satisfies Flags

/**
 * The words of EFieldRight (superoffice-protocol, section 7.1), and FULL, which is not in the enum of the official client, but is used in
 * samples.
 */
export const FIELD_FLAGS = {
  None: 0, Read: 1, Write: 2, Update: 3, FULL: 3, Unused1: 4, Unused2: 8, Unused3: 16, Unused4: 32, Nullable: 32,
  UIHintMandatory: 64, UIHintReadOnly: 128, UIHints: 192, UndefinedValue256: 256,
} as const satisfies Flags

interface Mask {
  /** The words in their documented spelling, each once, separated by a comma and a blank. */
  readonly text: string
  readonly bits: number
}

/**
 * Parses a mask: case-insensitive words that are separated by commas. `path` is the path of the mask in messages.
 * @throws ApiError 400 for an unknown word, and for None combined with other words
 */
export function parseMask (path: string, received: string, flags: Flags): Mask {
  const names = received.split(',').map(word => parseWord(path, word.trim(), flags))
  const words = [...new Set(names)]
  if (words.length > 1 && words.includes('None')) throw maskNoneBeside(path, received)
  return { text: words.join(', '), bits: words.reduce((bits, word) => bits | assertDefined(flags[word], 'every word must have bits'), 0) }
}

function parseWord (path: string, word: string, flags: Flags): string {
  const names = Object.keys(flags)
  const name = names.find(one => one.toLowerCase() === word.toLowerCase())
  if (name === undefined) throw maskInvalid(path, word, names)
  return name
}
