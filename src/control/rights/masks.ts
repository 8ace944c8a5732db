import { maskInvalid, maskNoneBeside } from '../errors.js'

/** Bits by the words of a mask. */
export type Flags = Readonly<Record<string, number>>

/** ETableRight (superoffice-protocol, section 7.1). */
export const TABLE_FLAGS = {
  None: 0,
  Select: 1,
  Update: 2,
  Insert: 4,
  Delete: 8,
  Filtering: 16,
  RestrictedUpdate: 32,
  Unused1: 64,
  Uninitialized: 128,
  FULL: 15,
  WRITE: 38,
  URU: 34,
  UDR: 11,
  UR: 3,
  URI: 7,
  R: 1,
  RI: 5,
  RF: 17,
  F: 16,
  FI: 20,
} as const satisfies Flags

/** EFieldRight (same). FULL is not in the enum of the client, but in the documentation of another and in samples. */
export const FIELD_FLAGS = {
  None: 0,
  Read: 1,
  Write: 2,
  Update: 3,
  FULL: 3,
  Unused1: 4,
  Unused2: 8,
  Unused3: 16,
  Unused4: 32,
  Nullable: 32,
  UIHintMandatory: 64,
  UIHintReadOnly: 128,
  UIHints: 192,
  UndefinedValue256: 256,
} as const satisfies Flags

export interface Mask {
  /** Its words as the service writes them. */
  readonly text: string
  readonly bits: number
}

/**
 * Reads words with commas between them, in any case.
 * @throws ApiError 400 for a word that is no flag, and for None beside others
 */
export function readMask (path: string, came: string, flags: Flags): Mask {
  const names = came.split(',').map(word => nameOf(path, word.trim(), flags))
  const words = [...new Set(names)]
  if (words.length > 1 && words.includes('None')) throw maskNoneBeside(path, came)
  return { text: words.join(', '), bits: words.reduce((bits, word) => bits | Number(flags[word]), 0) }
}

function nameOf (path: string, word: string, flags: Flags): string {
  const names = Object.keys(flags)
  const name = names.find(one => one.toLowerCase() === word.toLowerCase())
  if (name === undefined) throw maskInvalid(path, word, names)
  return name
}
