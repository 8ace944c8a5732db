import type { Associate } from '../../carriers/associate.js'

/** Few users write nearly all rows; past this many different ones the memory is given back. */
const MOST_REMEMBERED = 1000

const associates = new Map<string, Associate>()
const texts = new WeakMap<Associate, string>()

/** The Associate of a column. The same text gives the same frozen object for as long as it is remembered. */
export function associateOf (text: string): Associate
export function associateOf (text: string | null): Associate | null
export function associateOf (text: string | null): Associate | null {
  if (text === null) return null
  const known = associates.get(text)
  if (known !== undefined) return known
  const associate: Associate = Object.freeze(JSON.parse(text))
  if (associates.size >= MOST_REMEMBERED) associates.clear()
  associates.set(text, associate)
  texts.set(associate, text)
  return associate
}

/** The text of a column for an Associate, without writing it anew for one that came out of a column. */
export function textOf (associate: Associate): string
export function textOf (associate: Associate | null): string | null
export function textOf (associate: Associate | null): string | null {
  return associate === null ? null : texts.get(associate) ?? JSON.stringify(associate)
}
