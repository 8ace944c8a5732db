import { isUtf8 } from 'node:buffer'
import type { TSchema } from '@sinclair/typebox'
import { flawOfDate } from '../carriers/date-time.js'
import { CALENDAR_FORMAT, TEXT_FORMAT } from '../carriers/scalars.js'

const LONGEST_QUOTE = 40
const LONGEST_ECHO = 200

/**
 * What a schema asks for, to stand behind "must be": `a whole number from 0 to 65535`. One whose keywords do not tell has
 * it as `expected`.
 */
export function expectation (schema: TSchema): string {
  if (schema['expected'] !== undefined) return schema['expected']
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

/** What is wrong with a value that does not fit a schema, to stand behind its name. */
export function problemOf (schema: TSchema, value: unknown): string {
  const [{ format } = schema]: TSchema[] = schema['anyOf'] ?? []
  const flaw = format === CALENDAR_FORMAT && typeof value === 'string' ? flawOfDate(value) : undefined
  return `must be ${expectation(schema)}; ${quote(value)} came${flaw === undefined ? '' : ` (${flaw})`}`
}

function expectationOfText (schema: TSchema): string {
  if (schema['format'] === CALENDAR_FORMAT) return 'a date and time such as 2008-01-30T09:40:59Z'
  if (schema['format'] === 'byte') return 'bytes in Base64'
  if (schema['format'] === TEXT_FORMAT) return `a text of ${schema['minLength'] > 0 ? '1 to' : 'at most'} ${schema['maxLength']} characters`
  return 'a text that is not empty'
}

/** A header as its sender wrote it: node:http makes a character of Latin-1 of each byte, and most clients write UTF-8. */
function readHeader (came: string): string {
  const bytes = Buffer.from(came, 'latin1')
  return isUtf8(bytes) && bytes.toString('latin1') === came ? bytes.toString() : came
}

/** A text as it is, short enough for a sentence. */
export const shortText = (text: string) => text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text

/** The same of a text that came in a header. */
export const shortened = (came: string) => shortText(readHeader(came))

/** What came in a header in quotes, and as short as other values that came. */
export const quoteHeader = (came: string) => quote(readHeader(came))

/** A value that came, short enough for a sentence and without looking into what may be deeply nested. */
export function quote (value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (value === undefined) return 'nothing'
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'string') return String(value)
  if (!value.isWellFormed()) return 'a text with half of a surrogate pair'
  if (value.length <= LONGEST_QUOTE) return JSON.stringify(value)
  return `${JSON.stringify(value.slice(0, LONGEST_QUOTE))}… (${value.length} characters)`
}

/** What came where no message may show it. */
export function kindOf (value: unknown, { type }: TSchema): string {
  switch (typeof value) {
    case 'string': return type === 'string' ? 'another text' : 'a text'
    case 'number': return 'a number'
    case 'boolean': return 'a boolean'
    default: return quote(value)
  }
}
