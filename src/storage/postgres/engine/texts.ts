/**
 * The escape character for U+0000, which PostgreSQL refuses in strings. The escape character is escaped as well; clients hardly ever send
 * it.
 */
const ESCAPE = '\u0001'

const ESCAPED: readonly (readonly [character: string, kept: string])[] = [[ESCAPE, `${ESCAPE}e`], ['\0', `${ESCAPE}0`]]

/** Matches all strings that must be escaped, in a parameter or in an array literal, and a few others. */
const UNSAFE = /["\\\p{Cc}]/u

const escapeText = (text: string): string => UNSAFE.test(text) ? ESCAPED.reduce((text, [character, kept]) => text.replaceAll(character, kept), text) : text

/**
 * Converts a value to a parameter of a statement. Strings are escaped, also in arrays. Arrays become array literals, because pg takes three
 * times as long to create these.
 */
export function toParameter (value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value)
  return Array.isArray(value) ? `{${value.map(toElement).join(',')}}` : value
}

function toElement (value: unknown): string {
  if (typeof value === 'string') return UNSAFE.test(value) ? `"${escapeText(value).replace(/["\\]/g, '\\$&')}"` : `"${value}"`
  return Buffer.isBuffer(value) ? `"\\\\x${value.toString('hex')}"` : String(value ?? 'NULL')
}

/** Reverses `escapeText`. */
export const unescapeText = (kept: string): string =>
  kept.includes(ESCAPE) ? ESCAPED.reduceRight((text, [character, kept]) => text.replaceAll(kept, character), kept) : kept
