import { isUtf8 } from 'node:buffer'
import type { TSchema } from '@sinclair/typebox'
import { flawOfDate } from '../carriers/date-time.js'
import { CALENDAR_FORMAT, TEXT_FORMAT } from '../carriers/scalars.js'

/** Maximum length of a quoted string in UTF-16 code units. Longer strings are truncated, so that messages stay readable. */
const LONGEST_QUOTE = 40

/** Length in UTF-16 code units at which `shortText` truncates a string, such as a media type or a reason. */
const LONGEST_ECHO = 200

/**
 * Describes the values that a schema allows, for a message after "must be": `an integer from 0 to 65535`. If the schema has the keyword
 * `expected`, returns the value of this keyword.
 */
export function expectation (schema: TSchema): string {
  if (schema['expected'] !== undefined) return schema['expected']
  const variants: TSchema[] = schema['anyOf'] ?? []
  if (variants.length > 0) return variants.map(expectation).join(', or ')
  if (schema['enum'] !== undefined) return `one of ${schema['enum'].join(', ')}`
  switch (schema['type']) {
    case 'integer': return `an integer from ${schema['minimum']} to ${schema['maximum']}`
    case 'number': return 'a number'
    case 'boolean': return 'true or false'
    case 'null': return 'null'
    case 'object': return 'an object'
    case 'array': return schema['maxItems'] === undefined ? 'an array' : `an array of ${schema['minItems'] > 0 ? `${schema['minItems']} to` : 'at most'} ${schema['maxItems']} items`
    default: return textExpectation(schema)
  }
}

/** Describes why `value` does not match `schema`, as the predicate of a sentence: `must be a number; got "x"`. */
export function describeProblem (schema: TSchema, value: unknown): string {
  const [{ format } = schema]: TSchema[] = schema['anyOf'] ?? []
  const flaw = format === CALENDAR_FORMAT && typeof value === 'string' ? flawOfDate(value) : undefined
  return `must be ${expectation(schema)}; got ${quote(value)}${flaw === undefined ? '' : ` (${flaw})`}`
}

function textExpectation (schema: TSchema): string {
  if (schema['format'] === CALENDAR_FORMAT) return 'a date and time such as 2008-01-30T09:40:59Z'
  if (schema['format'] === 'byte') return 'bytes in Base64'
  if (schema['format'] === TEXT_FORMAT) return `a string of ${schema['minLength'] > 0 ? '1 to' : 'at most'} ${schema['maxLength']} characters`
  return schema['minLength'] === undefined ? 'a string' : 'a non-empty string'
}

/**
 * Decodes a header value as UTF-8, because node:http decodes headers as Latin-1. Returns `received` if it does not consist of bytes that
 * are valid UTF-8.
 */
function decodeHeader (received: string): string {
  const bytes = Buffer.from(received, 'latin1')
  return isUtf8(bytes) && bytes.toString('latin1') === received ? bytes.toString() : received
}

export const shortText = (text: string) => text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text

export const shortened = (received: string) => shortText(decodeHeader(received))

export const quoteHeader = (received: string) => quote(decodeHeader(received))

/**
 * Formats a received value for a message. A string is quoted, and truncated if it is longer than LONGEST_QUOTE. An object, an array, a
 * function or a string with a lone surrogate is replaced by a description, such as `an array`. Undefined is replaced by `nothing`.
 */
export function quote (value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (value === undefined) return 'nothing'
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'string') return String(value)
  if (!value.isWellFormed()) return 'a string with a lone surrogate'
  if (value.length <= LONGEST_QUOTE) return JSON.stringify(value)
  return `${JSON.stringify(value.slice(0, LONGEST_QUOTE))}… (${value.length} characters)`
}

/** Describes a secret value by its type, for a message that must not contain the value. */
export function nameKind (value: unknown, { type }: TSchema): string {
  switch (typeof value) {
    case 'string': return type === 'string' ? 'another string' : 'a string'
    case 'number': return 'a number'
    case 'boolean': return 'a boolean'
    default: return quote(value)
  }
}
