/** The escape character for U+0000, which PostgreSQL refuses in strings. The escape character itself is escaped as well. */
const ESCAPE = '\u0001'

const ESCAPED: readonly (readonly [character: string, kept: string])[] = [[ESCAPE, `${ESCAPE}e`], ['\0', `${ESCAPE}0`]]

/** Returns the string with U+0000 and the escape character escaped, so that PostgreSQL can store it. */
export const escapeText = (text: string): string =>
  text.includes(ESCAPE) || text.includes('\0') ? ESCAPED.reduce((text, [character, kept]) => text.replaceAll(character, kept), text) : text

/** Reverses `escapeText`. */
export const unescapeText = (kept: string): string =>
  kept.includes(ESCAPE) ? ESCAPED.reduceRight((text, [character, kept]) => text.replaceAll(kept, character), kept) : kept
