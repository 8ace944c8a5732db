import { FormatRegistry, Kind, Type, TypeRegistry, type SchemaOptions, type TSchema } from '@sinclair/typebox'
import { ANSWERED_DATE_TIME_PATTERN, DATE_TIME_PATTERN, UNSET_DATE, isCalendarDay } from './date-time.js'

/** Bounds of .NET's `System.Int32`, the type of every whole number of the document. */
export const INT32_MIN = -2147483648
export const INT32_MAX = 2147483647

/** What .NET reads as a whole number, less the blanks around it. */
export const WHOLE_NUMBER = /^[+-]?\d+$/

/** What .NET reads as a finite number in no culture, less the blanks around it. */
export const DECIMAL_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Length in UTF-16 code units of a `String(254)` column (nvarchar), which most texts are. */
export const TEXT_LENGTH = 254

/** Format names of this project; each is refused by TypeBox unless it is registered before compiling. */
export const CALENDAR_FORMAT = 'superoffice-date-time'
export const TEXT_FORMAT = 'superoffice-text'

// A union of literals would be written into the OpenAPI document word by word.
const WORDS_KIND = 'Words'
TypeRegistry.Set<TSchema>(WORDS_KIND, (schema, value) => schema['enum'].includes(value))

FormatRegistry.Set('int32', () => true)
// Whoever decodes it sees whether it is Base64; to look before would take as long.
FormatRegistry.Set('byte', () => true)
FormatRegistry.Set(CALENDAR_FORMAT, isCalendarDay)
// SQLite keeps text as UTF-8, which has no form for half of a surrogate pair.
FormatRegistry.Set(TEXT_FORMAT, text => text.isWellFormed())

export const Int32 = (options: SchemaOptions = {}) =>
  Type.Integer({ format: 'int32', minimum: INT32_MIN, maximum: INT32_MAX, default: 0, ...options })

/** A finite number, as .NET's `System.Double` has it. */
export const Double = (options: SchemaOptions = {}) =>
  Type.Number({ format: 'double', default: 0, ...options })

export const Bool = (options: SchemaOptions = {}) =>
  Type.Boolean({ default: false, ...options })

/** What an answer has that has no body: 204 or 304. */
export const NoBody = (description: string) => Type.Unsafe<undefined>({ type: 'null', description })

/** The schema itself, or null: what a property of such a type is when it is left out. */
export const Nullable = <Schema extends TSchema>(schema: Schema, options: SchemaOptions = {}) =>
  Type.Union([schema, Type.Null()], { default: null, ...options })

/** A text of a column that holds so many UTF-16 code units. */
export const Text = ({ maxLength = TEXT_LENGTH, ...options }: SchemaOptions & { readonly maxLength?: number } = {}) =>
  Nullable(Type.String({ maxLength, format: TEXT_FORMAT }), options)

export const DateTime = (options: SchemaOptions = {}) =>
  Nullable(Type.String({ pattern: DATE_TIME_PATTERN, format: CALENDAR_FORMAT }), options)

/** A date as it is kept and answered: whole seconds, never null (superoffice-protocol, section 4, rule 5). */
export const AnsweredDateTime = (options: SchemaOptions = {}) =>
  Type.String({ pattern: ANSWERED_DATE_TIME_PATTERN, format: CALENDAR_FORMAT, default: UNSET_DATE, ...options })

/** One of a fixed set of words, as the service writes a .NET enum. The first is the default. */
export const Words = <const Word extends string>(words: readonly [Word, ...Word[]], options: SchemaOptions = {}) =>
  Type.Unsafe<Word>({ default: words[0], ...options, [Kind]: WORDS_KIND, type: 'string', enum: words })
