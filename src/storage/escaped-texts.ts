/**
 * The escape character for U+0000: PostgreSQL refuses U+0000 in strings, and SQLite compares case-insensitive strings only up to it. The
 * escape character itself is escaped as well.
 */
const ESCAPE = '\u0001'

const ESCAPED: readonly (readonly [character: string, kept: string])[] = [[ESCAPE, `${ESCAPE}e`], ['\0', `${ESCAPE}0`]]

/** Returns the string with U+0000 and the escape character escaped, so that a database can store and compare it. */
export const escapeText = (text: string): string =>
  text.includes(ESCAPE) || text.includes('\0') ? ESCAPED.reduce((text, [character, kept]) => text.replaceAll(character, kept), text) : text

/** Reverses `escapeText`. */
export const unescapeText = (kept: string): string =>
  kept.includes(ESCAPE) ? ESCAPED.reduceRight((text, [character, kept]) => text.replaceAll(kept, character), kept) : kept
