import type { TSchema } from '@sinclair/typebox'
import { CALENDAR_FORMAT, TEXT_FORMAT } from './carriers/scalars.js'

const LONGEST_QUOTE = 40
const LONGEST_ECHO = 200

/** What a schema asks for, to stand behind "must be": `a whole number from 0 to 65535`. */
export function expectation (schema: TSchema): string {
  const variants: TSchema[] = schema['anyOf'] ?? []
  if (variants.length > 0) return variants.map(expectation).join(', or ')
  if (schema['enum'] !== undefined) return `one of ${schema['enum'].join(', ')}`
  switch (schema['type']) {
    case 'integer': return `a whole number from ${schema['minimum']} to ${schema['maximum']}`
    case 'number': return 'a number'
    case 'boolean': return 'true or false'
    case 'null': return 'null'
    case 'object': return 'an object'
    case 'array': return schema['maxItems'] === undefined ? 'an array' : `an array of at most ${schema['maxItems']} items`
    default: return expectationOfText(schema)
  }
}

function expectationOfText (schema: TSchema): string {
  if (schema['format'] === CALENDAR_FORMAT) return 'a date and time such as 2008-01-30T09:40:59Z'
  if (schema['format'] === 'byte') return 'bytes in Base64'
  if (schema['format'] === TEXT_FORMAT) return `a text of ${schema['minLength'] > 0 ? '1 to' : 'at most'} ${schema['maxLength']} characters`
  return 'a text that is not empty'
}

/** A text that came in a header, short enough for a sentence. */
export const shortened = (text: string) => text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text

/** A value that came, short enough for a sentence and without looking into what may be deeply nested. */
export function quote (value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (value === undefined) return 'nothing'
  if (typeof value !== 'string') return String(value)
  if (!value.isWellFormed()) return 'a text with half of a surrogate pair'
  if (value.length <= LONGEST_QUOTE) return JSON.stringify(value)
  return `${JSON.stringify(value.slice(0, LONGEST_QUOTE))}… (${value.length} characters)`
}
