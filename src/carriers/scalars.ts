import { FormatRegistry, Kind, Type, TypeRegistry, type SchemaOptions, type TSchema } from '@sinclair/typebox'
import { RESPONSE_DATE_TIME_PATTERN, DATE_TIME_PATTERN, UNSET_DATE, isCalendarDay } from './date-time.js'

/** The bounds of .NET's `System.Int32`. */
export const INT32_MIN = -2147483648
export const INT32_MAX = 2147483647

/** Matches integers without white space. */
export const WHOLE_NUMBER = /^[+-]?\d+$/

/** Matches numbers such as `-1.5`, `.5` and `1e3`. White space, thousands separators, NaN and Infinity do not match. */
export const DECIMAL_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

/** Maximum length in UTF-16 code units of a string in a database column of type `String(254)` (nvarchar). */
export const TEXT_LENGTH = 254

/** Option of an object schema that makes it refuse unknown properties. */
export const CLOSED = { additionalProperties: false } as const

/** String formats that this project defines. They are registered below, because TypeBox refuses values of unknown formats. */
export const CALENDAR_FORMAT = 'superoffice-date-time'
export const TEXT_FORMAT = 'superoffice-text'

// A custom kind of schema for enums. A union of literals would be an `anyOf` with one schema for each literal in the OpenAPI document.
const WORDS_KIND = 'Words'
TypeRegistry.Set<TSchema>(WORDS_KIND, (schema, value) => schema['enum'].includes(value))

FormatRegistry.Set('int32', () => true)
// Base64 is validated when it is decoded and not here, because validation takes as long as decoding.
FormatRegistry.Set('byte', () => true)
FormatRegistry.Set(CALENDAR_FORMAT, isCalendarDay)
// Lone surrogates are refused: the databases store UTF-8, which cannot represent them.
FormatRegistry.Set(TEXT_FORMAT, text => text.isWellFormed())

export const Int32 = (options: SchemaOptions = {}) =>
  Type.Integer({ format: 'int32', minimum: INT32_MIN, maximum: INT32_MAX, default: 0, ...options })

/** Creates the schema of a .NET `System.Double`. TypeBox refuses NaN and Infinity. */
export const Double = (options: SchemaOptions = {}) =>
  Type.Number({ format: 'double', default: 0, ...options })

export const Bool = (options: SchemaOptions = {}) =>
  Type.Boolean({ default: false, ...options })

/** Creates the schema of a response without a body, such as 204 or 304. */
export const NoBody = (description: string) => Type.Unsafe<undefined>({ type: 'null', description })

/** Creates a nullable schema. The default is null, unless `options` sets another one. */
export const Nullable = <Schema extends TSchema>(schema: Schema, options: SchemaOptions = {}) =>
  Type.Union([schema, Type.Null()], { default: null, ...options })

/**
 * Creates the schema of a nullable string with at most `maxLength` UTF-16 code units. The default is "", which the service sends for empty
 * strings (superoffice-protocol, section 18), unless `options` sets another one.
 */
export const Text = ({ maxLength = TEXT_LENGTH, ...options }: SchemaOptions & { readonly maxLength?: number } = {}) =>
  Nullable(Type.String({ maxLength, format: TEXT_FORMAT }), { default: '', ...options })

export const DateTime = (options: SchemaOptions = {}) =>
  Nullable(Type.String({ pattern: DATE_TIME_PATTERN, format: CALENDAR_FORMAT }), options)

/** Creates the schema of a date in responses and in stored form: whole seconds, never null (superoffice-protocol, section 4, rule 5). */
export const ResponseDateTime = (options: SchemaOptions = {}) =>
  Type.String({ pattern: RESPONSE_DATE_TIME_PATTERN, format: CALENDAR_FORMAT, default: UNSET_DATE, ...options })

/**
 * Creates the schema of a string enum. The default is the first word, unless `options` sets another one. The keyword `x-first-number` is
 * the number of the first word in the .NET enum, by default 0.
 */
export const Words = <const Word extends string>(words: readonly [Word, ...Word[]], options: SchemaOptions = {}) =>
  Type.Unsafe<Word>({ default: words[0], ...options, [Kind]: WORDS_KIND, type: 'string', enum: words })
