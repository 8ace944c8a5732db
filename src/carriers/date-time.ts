/**
 * The text form of dates on the wire (superoffice-protocol, section 4): up to seven fraction digits, then
 * `Z`, an offset of less than a day with or without a colon, or nothing. `2008-01-30T09:40:59.9670645+01:00`
 */
export const DATE_TIME_PATTERN =
  '^(?!0000)\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3])(:[0-5]\\d){2}(\\.\\d{1,7})?' +
  '(Z|[+-]([01]\\d|2[0-3]):?[0-5]\\d)?$'

/** The form of dates in answers: whole seconds, an offset only where the caller asked for one. */
export const ANSWERED_DATE_TIME_PATTERN =
  '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(Z|[+-]\\d{2}:\\d{2})?$'

/** How the service writes a date that was never set; it never writes null (section 4, rule 5). */
export const UNSET_DATE = '0001-01-01T00:00:00'

/** The year that is all unset: .NET writes a date that was never set west of Greenwich as `0001-01-01T00:00:00-05:00`. */
const UNSET_YEAR = UNSET_DATE.slice(0, 5)

const EARLIEST_MS = Date.parse(`${UNSET_DATE}Z`)
const LATEST_MS = Date.parse('9999-12-31T23:59:59Z')
const WITH_ZONE = /(Z|[+-]\d\d:?\d\d)$/

/** Whether a text that has the form of a date names a day that the calendar has: no 30th of February. */
export function isCalendarDay (text: string): boolean {
  const day = text.slice(8, 10)
  return day <= '28' || (day <= '30' && text.slice(5, 7) !== '02') || new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(day)
}

/** Whether a text that has the form of a date says that it was never set. */
export const isUnset = (text: string) => text.startsWith(UNSET_YEAR)

/** Parts that make no date of a text that else has the form of one, and what is wrong with them. */
const FLAWS: readonly (readonly [part: RegExp, flaw: string])[] = [
  [/^0000/, 'there is no year 0000'],
  [/T24/, 'the last time of a day is 23:59:59'],
  [/\.\d{8}/, 'a fraction has at most seven digits'],
  [/[+-](2[4-9]|[3-9]\d):?\d\d$/, 'an offset is less than 24 hours'],
]

const NEAR_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/

/** What is wrong with a text that is nearly a date; undefined when it is not near, or when more is wrong with it. */
export function flawOfDate (text: string): string | undefined {
  if (!NEAR_DATE.test(text)) return undefined
  const [, flaw] = FLAWS.find(([part]) => part.test(text)) ?? []
  return flaw ?? (isCalendarDay(text) ? undefined : 'the calendar has no such day')
}

/** Whether a text that has the form of a date says how far from UTC it is. */
export const hasZone = (text: string) => WITH_ZONE.test(text)

/** Whether an instant lies within the years 1 to 9999, which are all that .NET's DateTime has. */
export const isWithinCalendar = (epochMs: number) => epochMs >= EARLIEST_MS && epochMs <= LATEST_MS

/** The milliseconds since 1970 of a text that has the form of a date. One without zone is taken as UTC. */
export const epochMsOf = (text: string) => Date.parse(hasZone(text) ? text : `${text}Z`)

/** The instant, or the edge of the years 1 to 9999 that it lies outside of: .NET's DateTime stays at it as well. */
export function withinCalendar (epochMs: number): Date {
  return new Date(Math.min(Math.max(epochMs, EARLIEST_MS), LATEST_MS))
}

/**
 * The instant of a change, as it is kept: a second after the change before at least, since conditions on dates compare
 * whole seconds, and must tell each change from the one before.
 */
export function changedAt (now: string, before: string | undefined): string {
  return before === undefined || before < now ? now : instantOf(Date.parse(`${before}Z`) + 1000)
}

/**
 * The instant in UTC and whole seconds, as it is kept: `2008-01-30T08:40:59`. A text without zone is taken as UTC.
 */
export function toUtcSeconds (text: string): string {
  return writeUtcSeconds(withinCalendar(epochMsOf(text)))
}

/** `2008-01-30T08:40:59`: UTC, whole seconds (cut, not rounded), no suffix. */
export function writeUtcSeconds (instant: Date): string {
  return instant.toISOString().slice(0, 19)
}

// Each save asks for the present one, and many fall into one second.
let lastSecond = NaN
let lastText = ''

/** An instant as it is kept, from its milliseconds since 1970. */
export function instantOf (epochMs: number): string {
  const second = Math.floor(epochMs / 1000)
  if (second !== lastSecond) {
    lastText = writeUtcSeconds(withinCalendar(epochMs))
    lastSecond = second
  }
  return lastText
}
