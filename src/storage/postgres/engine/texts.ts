/** PostgreSQL refuses U+0000 in texts, so this escape character replaces it. It is escaped itself, but clients hardly ever send it. */
const ESCAPE = '\u0001'

const ESCAPED: readonly (readonly [character: string, kept: string])[] = [[ESCAPE, `${ESCAPE}e`], ['\0', `${ESCAPE}0`]]

/** Escapes the strings of a parameter of a statement. */
export function escapeParameter (value: unknown): unknown {
  if (typeof value === 'string') return ESCAPED.reduce((text, [character, kept]) => text.replaceAll(character, kept), value)
  return Array.isArray(value) ? value.map(escapeParameter) : value
}

/** Returns the original string of an escaped one. */
export const unescapeText = (kept: string): string =>
  kept.includes(ESCAPE) ? ESCAPED.reduceRight((text, [character, kept]) => text.replaceAll(kept, character), kept) : kept
