import { DATE_TIME, isCalendarDay, nextSecond, withinCalendar, writeUtcSeconds } from '../../carriers/date-time.js'
import { DECIMAL_NUMBER } from '../../carriers/scalars.js'
import type { DateStyle } from '../../context/time-zone.js'
import { filterValueWrong } from '../../errors/filter-errors.js'
import type { ProductProperty } from '../../storage/product-query.js'
import type { RestrictedColumn, RestrictionType } from './columns.js'
import { unquote, type Token, type Tokens } from './filter-tokens.js'

export interface FilterContext {
  /** The name of the parameter or property that contains the filter, such as `$filter`, for error messages. */
  readonly parameter: string
  readonly dates: DateStyle
  /** The time of the request in UTC, such as `2026-01-31T12:00:00`. */
  readonly now: string
  /** The caller's name, for the operator `currentAssociate`. Can be null, for example if the filter does not contain this operator. */
  readonly callerName: string | null
}

/** The second or the day that a date in a filter identifies. It begins at `first` and ends before `end`; both are in stored form. */
export interface Span {
  readonly first: string
  readonly end: string
}

/** A value of a filter, and the property that is compared with the value. */
export interface Operand {
  readonly property: ProductProperty
  readonly value: string | number | boolean | Span
}

export const isSpan = (value: Operand['value']): value is Span => typeof value === 'object'

const EXPECTED: Readonly<Record<RestrictionType, string>> = {
  string: 'a string in quotes',
  listAny: 'a string in quotes or a number',
  int: 'a number',
  decimal: 'a number',
  bool: 'true or false',
  date: "a date in quotes, such as '2026-01-31' or '2026-01-31T12:00:00Z',",
  associate: 'the name of a user in quotes or a number',
}

/**
 * Matches NetServer's encoded numbers, such as `[I:10]` (the vendor's documentation, archive providers, encoded values). Booleans are
 * encoded as numbers.
 */
const ENCODED = /^\[(?:I|F|M):([^\]]*)\]$/

/** The accepted spellings of booleans, in lower case. */
export const BOOLEANS = new Map([['true', true], ['1', true], ['false', false], ['0', false]])

/**
 * Parsers of values by the type of the column. `text` is the value without quotes and, unless the type is `string`, without the encoding
 * that ENCODED matches. The parsers return undefined for an invalid value.
 */
const READERS: Readonly<Record<RestrictionType, (text: string, kind: Token['kind'], column: RestrictedColumn, dates: DateStyle) => Operand | undefined>> = {
  string: (text, kind, { property }) => kind === 'text' ? { property, value: text } : undefined,
  listAny: (text, kind, { property }) => kind === 'word' ? undefined : { property, value: text },
  int: readNumber,
  decimal: readNumber,
  bool (text, _kind, { property }) {
    const value = BOOLEANS.get(text.toLowerCase())
    return value === undefined ? undefined : { property, value }
  },
  date (text, kind, { property }, dates) {
    const value = kind === 'text' ? parseSpan(text, dates) : undefined
    return value && { property, value }
  },
  associate (text, kind, column) {
    if (kind === 'word') return undefined
    const { property, idProperty } = column
    return (idProperty && readNumber(text, kind, { property: idProperty })) ?? { property, value: text }
  },
}

function readNumber (text: string, _kind: Token['kind'], { property }: Pick<RestrictedColumn, 'property'>): Operand | undefined {
  const value = DECIMAL_NUMBER.test(text) ? Number(text) : NaN
  return Number.isFinite(value) ? { property, value } : undefined
}

/**
 * Parses the next token as a value of the column's type, and advances. Numbers, booleans and ids may be in quotes, because clients send
 * them in quotes as well (superoffice-protocol, section 18).
 * @throws ApiError 400 for an invalid value or token
 */
export function readOperand (column: RestrictedColumn, tokens: Tokens, { parameter, dates }: FilterContext): Operand {
  const { kind, source, position } = tokens.next
  const text = kind === 'text' ? unquote(tokens.next) : source
  const [, decoded = text] = (column.type !== 'string' && ENCODED.exec(text)) || []
  const operand = kind === 'symbol' || kind === 'end' ? undefined : READERS[column.type](decoded, kind, column, dates)
  if (operand === undefined) throw filterValueWrong(parameter, { column: column.name, expected: EXPECTED[column.type], received: source, position })
  tokens.take()
  return operand
}

/** The formats of dates in filters: documented formats, common forms of ISO 8601, and NetServer's encoded dates. */
const DATE_FORMS = [
  /^(?<year>\d{4})[-./](?<month>\d\d?)[-./](?<day>\d\d?)(?:[T ](?<time>\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i,
  /^\[DT?:(?<month>\d\d)\/(?<day>\d\d)\/(?<year>\d{4})(?: (?<time>\d\d:\d\d:\d\d)(?:\.\d{1,9})?)?\]$/,
  /^\[D:(?<day>\d\d)\.(?<month>\d\d)\.(?<year>\d{4})\]$/,
]

/**
 * Parses a date. With a time of day, the result is that second; without one, it is the whole day. A date without `Z` or an offset is in the
 * time zone of the request. Returns undefined if `text` is not a valid date.
 */
function parseSpan (text: string, dates: DateStyle): Span | undefined {
  const { year = '', month = '', day = '', time, zone = '' } = DATE_FORMS.map(form => form.exec(text)?.groups).find(Boolean) ?? {}
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const dateTime = `${date}T${(time ?? '00:00').padEnd(8, ':00')}${zone.toUpperCase()}`
  if (!DATE_TIME.test(dateTime) || !isCalendarDay(date)) return undefined
  if (time === undefined) return daySpan(date, dates)
  const first = dates.read(dateTime)
  return { first, end: nextSecond(first) }
}

const DAY_MS = 86_400_000

function daySpan (date: string, dates: DateStyle): Span {
  const next = writeUtcSeconds(withinCalendar(Date.parse(`${date}T00:00:00Z`) + DAY_MS)).slice(0, 10)
  return { first: startOfDay(date, dates), end: startOfDay(next, dates) }
}

/** Returns the instant, in stored form, at which the day begins in the time zone of the request. */
export const startOfDay = (date: string, dates: DateStyle) => dates.read(`${date}T00:00:00`)
