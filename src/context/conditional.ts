import type { FastifyReply, FastifyRequest } from 'fastify'
import { UNSET_DATE, nextSecond } from '../carriers/date-time.js'
import { clockBehindChange, preconditionFailed } from '../errors/api-errors.js'
import { memoize } from '../http/memoize.js'

type Headers = FastifyRequest['headers']

/** Parses an HTTP date to milliseconds since 1970. Returns NaN for any other string. */
function parseHttpDate (header: string): number {
  const epochMs = Date.parse(header.endsWith('GMT') ? header : `${header} GMT`)
  return !Number.isNaN(epochMs) && isWrittenAs(header, new Date(epochMs)) ? epochMs : NaN
}

/** True if `text` is `instant` in one of the three formats of an HTTP date (RFC 9110, section 5.6.7). */
function isWrittenAs (text: string, instant: Date): boolean {
  const usual = instant.toUTCString()
  const [weekday = '', day = '', month = '', year = '', time = ''] = usual.replace(',', '').split(' ')
  const long = text.startsWith(weekday) && /^\w+day, /.test(text) && text.endsWith(`day, ${day}-${month}-${year.slice(-2)} ${time} GMT`)
  return text === usual || long || text === `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`
}

interface ChangeDate {
  /** Milliseconds since 1970; NaN if the entity never existed, because NaN is neither before nor after any date. */
  readonly epochMs: number
  /** The value of Last-Modified; undefined if the entity never existed. */
  readonly httpDate: string | undefined
}

const NEVER: ChangeDate = { epochMs: NaN, httpDate: undefined }

/**
 * Parses a date in stored form, such as `2008-01-30T08:40:59` in UTC. The unset date means that the entity never existed.
 */
const parseStoredDate = memoize((date): ChangeDate => {
  if (date === UNSET_DATE) return NEVER
  return { epochMs: Date.parse(`${date}Z`), httpDate: formatHttpDate(date) }
})

/**
 * Checks the conditional headers of a read. If the entity exists or existed, sets Date to the time of the tenant's clock and Last-Modified
 * to `changedDate`, and sends 304 if the entity was neither changed nor removed after If-Modified-Since. If `changedDate` is ahead of the
 * clock, Last-Modified equals Date, because it must not be later than Date (RFC 9110, section 8.8.2.1).
 * @param changedDate the date of the last change or removal, in stored form; undefined if the entity never existed
 * @returns true if 304 was sent
 * @throws ApiError 412 if the entity was changed or removed after If-Unmodified-Since
 */
export function sendNotModified (request: FastifyRequest, reply: FastifyReply, changedDate = UNSET_DATE): boolean {
  const { headers, now } = request
  requireUnmodified(headers, changedDate)
  const { httpDate } = parseStoredDate(changedDate < now ? changedDate : now)
  if (httpDate !== undefined) reply.header('last-modified', httpDate).header('date', parseStoredDate(now).httpDate)
  const since = headers['if-modified-since']
  const isKnown = since !== undefined && parseStoredDate(changedDate).epochMs <= parseHttpDate(since)
  if (isKnown) reply.removeHeader('content-type').code(304).send()
  return isKnown
}

/** Formats a date in stored form as an HTTP date. */
export const formatHttpDate = (date: string) => new Date(`${date}Z`).toUTCString()

export type ChangeRequest = Pick<FastifyRequest, 'headers' | 'now'>

/**
 * Checks the header If-Unmodified-Since of a change, and returns a date for the change in stored form: the time of the clock. A conditional
 * change in the same second as the previous change gets a date one second ahead of the clock, so that only one of two writers with the same
 * If-Unmodified-Since succeeds. Further conditional changes are refused until the clock reaches this date. An unconditional change gets the
 * time of the clock even if `changedDate` is later; `changedAt` must then choose the later date.
 * @param changedDate the date of the last change or removal, in stored form; undefined if the entity never existed
 * @throws ApiError 412 if the entity was changed or removed after If-Unmodified-Since, or if the change is conditional and `changedDate` is
 * ahead of the clock
 */
export function timeOfChange ({ headers, now }: ChangeRequest, changedDate = UNSET_DATE): string {
  if (!requireUnmodified(headers, changedDate) || changedDate < now) return now
  if (changedDate > now) throw clockBehindChange(formatHttpDate(changedDate))
  return nextSecond(now)
}

/**
 * Checks the header If-Unmodified-Since. Returns true if the header is an HTTP date and the entity exists or existed; otherwise the header
 * has no effect, and false is returned.
 * @throws ApiError 412 if the entity was changed or removed after this date
 */
function requireUnmodified (headers: Headers, changedDate: string): boolean {
  const header = headers['if-unmodified-since']
  if (header === undefined) return false
  const { epochMs, httpDate } = parseStoredDate(changedDate)
  const since = parseHttpDate(header)
  if (httpDate !== undefined && epochMs > since) throw preconditionFailed(header, httpDate)
  return epochMs <= since
}
