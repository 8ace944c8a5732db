/** PostgreSQL refuses U+0000 in texts. This character, which clients hardly send, begins what is stored in place of either. */
const ESCAPE = '\u0001'

const ESCAPED: readonly (readonly [character: string, kept: string])[] = [[ESCAPE, `${ESCAPE}e`], ['\0', `${ESCAPE}0`]]

/** Returns a parameter of a statement with its texts as they are stored. */
export function escapeParameter (value: unknown): unknown {
  if (typeof value === 'string') return ESCAPED.reduce((text, [character, kept]) => text.replaceAll(character, kept), value)
  return Array.isArray(value) ? value.map(escapeParameter) : value
}

/** Returns the text that is stored. */
export const unescapeText = (kept: string): string =>
  kept.includes(ESCAPE) ? ESCAPED.reduceRight((text, [character, kept]) => text.replaceAll(kept, character), kept) : kept
