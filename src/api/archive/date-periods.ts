import { withinCalendar, writeUtcSeconds } from '../../carriers/date-time.js'

/** Arguments of Date.UTC: months are counted from 0, and months and days out of range roll over. */
type Day = readonly [year: number, month: number, day: number]

/**
 * Returns the first day of a period, and the day after its last day. A period without `first` has no start; a period without `end` has no
 * end. The parameters are the caller's current day: `month` is counted from 0, and `weekday` from 0 for Sunday.
 */
export type FindPeriod = (year: number, month: number, day: number, weekday: number) => { readonly first?: Day, readonly end?: Day }

const weeks = (offset: number): FindPeriod => (year, month, day, weekday) => {
  const monday = day - (weekday + 6) % 7 + 7 * offset
  return { first: [year, month, monday], end: [year, month, monday + 7] }
}

/** Creates a function that finds a period of `length` months: the current one for offset 0, the next for 1, the previous for -1. */
const months = (length: number, offset: number): FindPeriod => (year, month) => {
  const first = month - month % length + length * offset
  return { first: [year, first, 1], end: [year, first + length, 1] }
}

/**
 * The operators that compare a date with a period and have no operand, each with the function that finds its period (the vendor's
 * documentation, archive provider restriction types). Weeks begin on Monday, as in ISO 8601.
 */
export const PERIODS: Readonly<Record<string, FindPeriod>> = {
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
 * Returns the first day of a period and the day after its last day, each as `2026-01-31`, or undefined if the period has no such limit.
 * @param today the caller's current day, such as `2026-01-31`
 */
export function periodAround (findPeriod: FindPeriod, today: string): { readonly first: string | undefined, readonly end: string | undefined } {
  const date = new Date(`${today}T00:00:00Z`)
  const { first, end } = findPeriod(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCDay())
  return { first: first && toText(first), end: end && toText(end) }
}

const toText = (day: Day) => writeUtcSeconds(withinCalendar(Date.UTC(...day))).slice(0, 10)
