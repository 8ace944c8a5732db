import type { FastifyReply, FastifyRequest } from 'fastify'
import { UNSET_DATE, nextSecond } from '../carriers/date-time.js'
import { clockBehindChange, preconditionFailed } from '../errors/api-errors.js'
import { memoize } from '../http/memoize.js'

type Headers = FastifyRequest['headers']

/** Parses an HTTP date. Returns NaN, which makes all comparisons false, for any other string. */
function parseHttpDate (header: string): number {
  const epochMs = Date.parse(header.endsWith('GMT') ? header : `${header} GMT`)
  return !Number.isNaN(epochMs) && isWrittenAs(header, new Date(epochMs)) ? epochMs : NaN
}

/** True if the string is one of the three formats of an HTTP date (RFC 9110, section 5.6.7). */
function isWrittenAs (text: string, instant: Date): boolean {
  const usual = instant.toUTCString()
  const [weekday = '', day = '', month = '', year = '', time = ''] = usual.replace(',', '').split(' ')
  const long = text.startsWith(weekday) && /^\w+day, /.test(text) && text.endsWith(`day, ${day}-${month}-${year.slice(-2)} ${time} GMT`)
  return text === usual || long || text === `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`
}

/** The date of the last change of an entity. */
interface ChangeDate {
  /** NaN, which makes all comparisons false, if the entity never existed. */
  readonly epochMs: number
  /** The value of Last-Modified; undefined if the entity never existed. */
  readonly httpDate: string | undefined
}

const NEVER: ChangeDate = { epochMs: NaN, httpDate: undefined }

/** Parses a date in stored form. Cached, because entities are read many times for each change. */
const parseStoredDate = memoize((date): ChangeDate => {
  if (date === UNSET_DATE) return NEVER
  return { epochMs: Date.parse(`${date}Z`), httpDate: formatHttpDate(date) }
})

/**
 * Checks the conditions of a read, and sends 304 if the client has the current entity. Sets Last-Modified, and Date by the same clock:
 * Last-Modified is never later than Date (RFC 9110, section 8.8.2.1).
 * @param changedDate when the entity was last changed, in stored form; undefined if it never existed
 * @returns true if 304 was sent
 * @throws ApiError 412
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

/** Formats a date in stored form as HTTP does. */
export const formatHttpDate = (date: string) => new Date(`${date}Z`).toUTCString()

/** The parts of a request that determine whether a change is made, and its date. */
export type ChangeRequest = Pick<FastifyRequest, 'headers' | 'now'>

/**
 * Checks the condition of a change and returns the date of the change. A conditional change within the same second as the last one is
 * dated one second ahead of the clock, so that only one of two writers with the same If-Unmodified-Since succeeds. Further conditional
 * changes are refused until the clock has caught up.
 * @param changedDate when the entity was last changed or removed, in stored form; undefined if it never existed
 * @throws ApiError 412
 */
export function timeOfChange ({ headers, now }: ChangeRequest, changedDate = UNSET_DATE): string {
  if (!requireUnmodified(headers, changedDate) || changedDate < now) return now
  if (changedDate > now) throw clockBehindChange(formatHttpDate(changedDate))
  return nextSecond(now)
}

/**
 * Refuses a request for an entity that was changed or removed after If-Unmodified-Since. Returns true if the header is an HTTP date and the
 * entity has existed.
 * @throws ApiError 412
 */
function requireUnmodified (headers: Headers, changedDate: string): boolean {
  const header = headers['if-unmodified-since']
  if (header === undefined) return false
  const { epochMs, httpDate } = parseStoredDate(changedDate)
  const since = parseHttpDate(header)
  if (httpDate !== undefined && epochMs > since) throw preconditionFailed(header, httpDate)
  return epochMs <= since
}
