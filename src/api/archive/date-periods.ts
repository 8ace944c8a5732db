import { withinCalendar, writeUtcSeconds } from '../../carriers/date-time.js'

/** A day of the calendar as Date.UTC takes it: the month counts from 0, and a day outside of its month counts on. */
type Day = readonly [year: number, month: number, day: number]

/** Finds a period by the day that the caller has: its first day, and the day after its last. A side without a day is open. */
export type PeriodOf = (year: number, month: number, day: number, weekday: number) => { readonly first?: Day, readonly end?: Day }

const weeks = (offset: number): PeriodOf => (year, month, day, weekday) => {
  const monday = day - (weekday + 6) % 7 + 7 * offset
  return { first: [year, month, monday], end: [year, month, monday + 7] }
}

/** A period of so many months that begins with the year, or another one that is so many periods later. */
const months = (length: number, offset: number): PeriodOf => (year, month) => {
  const first = month - month % length + length * offset
  return { first: [year, first, 1], end: [year, first + length, 1] }
}

/** The operators for dates that need no value (docs, archive provider restriction types). Weeks begin on Monday, as in ISO 8601. */
export const PERIODS: Readonly<Record<string, PeriodOf>> = {
  beforeToday: (...[year, month, day]) => ({ end: [year, month, day] }),
  today: (year, month, day) => ({ first: [year, month, day], end: [year, month, day + 1] }),
  afterToday: (year, month, day) => ({ first: [year, month, day + 1] }),
  lastWeek: weeks(-1),
  thisWeek: weeks(0),
  nextWeek: weeks(1),
  lastMonth: months(1, -1),
  thisMonth: months(1, 0),
  nextMonth: months(1, 1),
  lastQuarter: months(3, -1),
  thisQuarter: months(3, 0),
  nextQuarter: months(3, 1),
  thisHalf: months(6, 0),
  thisYear: months(12, 0),
}

/**
 * Returns the first day of a period and the day after its last, each as `2026-01-31`.
 * @param today the day that the caller has, in the same form
 */
export function periodAround (periodOf: PeriodOf, today: string): { readonly first: string | undefined, readonly end: string | undefined } {
  const date = new Date(`${today}T00:00:00Z`)
  const { first, end } = periodOf(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCDay())
  return { first: first && toText(first), end: end && toText(end) }
}

const toText = (day: Day) => writeUtcSeconds(withinCalendar(Date.UTC(...day))).slice(0, 10)
