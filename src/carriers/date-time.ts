/**
 * Format of complete dates in requests, such as `2008-01-30T09:40:59.9670645+01:00` (superoffice-protocol, section 4). Optional parts are a
 * fraction of up to seven digits, and `Z` or an offset below 24 hours, with or without a colon.
 */
export const DATE_TIME =
  /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,7})?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?$/
export const DATE_TIME_PATTERN = DATE_TIME.source

/** Format of dates in responses: whole seconds, optionally with `Z` or an offset. */
export const RESPONSE_DATE_TIME_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})?$/.source

/** The value of a date that was never set. The service never writes null for a date (superoffice-protocol, section 4, rule 5). */
export const UNSET_DATE = '0001-01-01T00:00:00'

/**
 * First characters of a date that was never set. Every date of the year 1 counts as never set, because the time of day can be shifted by an
 * offset: `0001-01-01T01:00:00+01:00`.
 */
const UNSET_YEAR = UNSET_DATE.slice(0, 5)

const EARLIEST_MS = Date.parse(`${UNSET_DATE}Z`)
const LATEST_MS = Date.parse('9999-12-31T23:59:59Z')
const WITH_ZONE = /(Z|[+-]\d\d:?\d\d)$/

/** Matches a date that may lack the time or the seconds, or have a space instead of the T. */
const SHORT_DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,7})?)?(Z|[+-]\d\d:?\d\d)?)?$/

/**
 * Completes a date that lacks the time or the seconds, and replaces a space by T. The values of month, day and time are not validated.
 * Returns undefined if `text` does not have the form of a date.
 */
export function completeDate (text: string): string | undefined {
  const [, day, time = '00:00', seconds = ':00', zone = ''] = SHORT_DATE.exec(text) ?? []
  return day === undefined ? undefined : `${day}T${time}${seconds}${zone}`
}

/**
 * True if the calendar has the day at the start of `text`; false for 30 February. The result has no meaning unless `text` begins with a
 * year, a month from 01 to 12, and a day from 01 to 31, as in `2026-01-31`.
 */
export function isCalendarDay (text: string): boolean {
  const day = text.slice(8, 10)
  return day <= '28' || (day <= '30' && text.slice(5, 7) !== '02') || new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(day)
}

/** True if the year is 1, as in a date that was never set. `text` must match DATE_TIME_PATTERN. */
export const isUnset = (text: string) => text.startsWith(UNSET_YEAR)

/** Problems of malformed dates, each with a pattern that matches the invalid characters of the date. */
const FLAWS: readonly (readonly [part: RegExp, flaw: string])[] = [
  [/^0000/, 'the year 0000 does not exist'],
  [/T24/, 'the last time of a day is 23:59:59'],
  [/\.\d{8}/, 'a fraction has at most seven digits'],
  [/[+-](2[4-9]|[3-9]\d):?\d\d$/, 'an offset is less than 24 hours'],
]

const NEAR_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/

/**
 * Describes the problem of a malformed date, for a message that quotes the date. Returns undefined in two cases: if `text` does not match
 * NEAR_DATE, or if no problem is found.
 */
export function flawOfDate (text: string): string | undefined {
  if (!NEAR_DATE.test(text)) return undefined
  const [, flaw] = FLAWS.find(([part]) => part.test(text)) ?? []
  return flaw ?? (isCalendarDay(text) ? undefined : 'the calendar has no such day')
}

/** True if the date ends with `Z` or an offset. */
export const hasZone = (text: string) => WITH_ZONE.test(text)

/** True if the instant is from `0001-01-01T00:00:00` to `9999-12-31T23:59:59` in UTC. */
export const isWithinCalendar = (epochMs: number) => epochMs >= EARLIEST_MS && epochMs <= LATEST_MS

/** Converts a date that matches DATE_TIME_PATTERN to milliseconds since 1970. A date without a zone is in UTC. */
export const parseInstant = (text: string) => Date.parse(hasZone(text) ? text : `${text}Z`)

/** Converts milliseconds since 1970 to a Date. Limits the Date to the years 1 to 9999. */
export function withinCalendar (epochMs: number): Date {
  return new Date(Math.min(Math.max(epochMs, EARLIEST_MS), LATEST_MS))
}

/** Returns the date of a change: `now`, or the date `before` of the previous change if that is later. All dates are in stored form. */
export const changedAt = (now: string, before = now): string => before < now ? now : before

/** Returns the date one second after `date`, but at most the last second of the year 9999. Both dates are in stored form. */
export const nextSecond = (date: string) => formatInstant(Date.parse(`${date}Z`) + 1000)

/**
 * Converts a date that matches DATE_TIME_PATTERN to stored form: `2008-01-30T08:40:59`. A date without a zone is in UTC. Limits the date to
 * the years 1 to 9999.
 */
export function toUtcSeconds (text: string): string {
  return writeUtcSeconds(withinCalendar(parseInstant(text)))
}

/** Converts an instant to stored form: UTC, truncated to whole seconds, without a suffix, as in `2008-01-30T08:40:59`. */
export function writeUtcSeconds (instant: Date): string {
  return instant.toISOString().slice(0, 19)
}

// The last result of `formatInstant` is cached, because requests format the current time, and a second can have many requests.
let lastSecond = NaN
let lastText = ''

/** Formats milliseconds since 1970 in stored form: `2008-01-30T08:40:59`. Limits the date to the years 1 to 9999. */
export function formatInstant (epochMs: number): string {
  const second = Math.floor(epochMs / 1000)
  if (second !== lastSecond) {
    lastText = writeUtcSeconds(withinCalendar(epochMs))
    lastSecond = second
  }
  return lastText
}
