import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { completeDate } from '../../carriers/date-time.js'
import { CALENDAR_FORMAT, TEXT_FORMAT } from '../../carriers/scalars.js'
import { selectVariant } from '../../carriers/variants.js'
import { parseScalar } from './text-values.js'

/**
 * The values of the setting VALIDATION, which say how invalid values are converted. `strict` converts no invalid values. A value that
 * cannot be converted is refused under `strict` and `service`. Under `warn`, it can be omitted.
 */
export type Validation = 'service' | 'strict' | 'warn'

/** Returns undefined if the value cannot be converted. */
type Conversion = (value: unknown, schema: TSchema) => unknown

const BOOLEAN_WORDS = new Map([['true', true], ['false', false]])

/**
 * Converts a value to the type of the schema. Imitates Newtonsoft's Json.NET (JsonTextReader.ReadAsInt32, ReadAsBoolean, ReadAsString),
 * except that a number becomes a string as in JavaScript: `1.50` becomes `"1.5"`.
 */
function convertAsService (value: unknown, schema: TSchema): unknown {
  const wanted = selectVariant(schema)
  if (wanted['enum'] !== undefined) return convertToWord(value, wanted)
  switch (wanted['type']) {
    case 'integer':
    case 'number': return typeof value === 'string' ? parseScalar(value, wanted) : undefined
    case 'boolean': return convertToBoolean(value)
    default: return wanted['format'] === CALENDAR_FORMAT ? completeDate(String(value)) : isText(wanted) ? String(value) : undefined
  }
}

/** True if the schema is a string without a special format such as a date or Base64. */
const isText = ({ type, format }: TSchema) => type === 'string' && (format === undefined || format === TEXT_FORMAT)

/** Converts a value to an enum member. The value is the name of the member, case-insensitive, or its number, also as a string. */
function convertToWord (value: unknown, schema: TSchema): string | undefined {
  const words: readonly string[] = schema['enum']
  const first: number = schema['x-first-number'] ?? 0
  const text = String(value).trim().toLowerCase()
  return (/^\d{1,9}$/.test(text) ? words[Number(text) - first] : undefined) ?? words.find(word => word.toLowerCase() === text)
}

/** Converts numbers as .NET's `Convert.ToBoolean` does, and strings as .NET's `bool.TryParse` does. */
const convertToBoolean = (value: unknown) =>
  typeof value === 'number' ? value !== 0 : BOOLEAN_WORDS.get(String(value).trim().toLowerCase())

/**
 * Converts a value as `convertAsService` does. In addition, `"1"` and `"0"` are booleans. In strings of TEXT_FORMAT, lone surrogates are
 * replaced, and characters beyond `maxLength` are removed.
 */
function convertToNearest (value: unknown, schema: TSchema): unknown {
  const wanted = selectVariant(schema)
  if (wanted['format'] === TEXT_FORMAT) return truncate(String(value).toWellFormed(), wanted['maxLength'])
  const converted = convertAsService(value, schema)
  return converted === undefined && wanted['type'] === 'boolean' ? parseScalar(String(value), wanted) : converted
}

/** Truncates a string without splitting a surrogate pair. */
function truncate (text: string, length: number): string {
  const cut = text.slice(0, length)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

const CONVERSIONS: Readonly<Record<Validation, Conversion>> = {
  service: convertAsService,
  strict: () => undefined,
  warn: convertToNearest,
}

/** Converts an invalid value to a valid one. Returns undefined if it cannot be converted. */
export function convertValue (value: unknown, schema: TSchema, validation: Validation): unknown {
  if (typeof value === 'object' || value === undefined) return undefined
  const converted = CONVERSIONS[validation](value, schema)
  return converted !== undefined && Value.Check(schema, converted) ? converted : undefined
}
