import type { FastifyRequest } from 'fastify'
import { UNSET_DATE } from '../carriers/date-time.js'
import { preconditionFailed } from '../errors.js'

type Headers = FastifyRequest['headers']

/** The instant that a header names; NaN, of which nothing is before or after, for what is no HTTP date. */
function epochMsOf (header = ''): number {
  const epochMs = Date.parse(header.endsWith('GMT') ? header : `${header} GMT`)
  return !Number.isNaN(epochMs) && isWrittenAs(header, new Date(epochMs)) ? epochMs : NaN
}

/** Whether a text is one of the three forms in which HTTP writes an instant (RFC 9110, section 5.6.7). */
function isWrittenAs (text: string, instant: Date): boolean {
  const usual = instant.toUTCString()
  const [weekday = '', day = '', month = '', year = '', time = ''] = usual.replace(',', '').split(' ')
  const long = text.startsWith(weekday) && /^\w+day, /.test(text) && text.endsWith(`day, ${day}-${month}-${year.slice(-2)} ${time} GMT`)
  return text === usual || long || text === `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`
}

/** Milliseconds of an instant as it is kept; NaN for one that was never set, which has no Last-Modified. */
const keptMs = (kept: string) => kept === UNSET_DATE ? NaN : Date.parse(`${kept}Z`)

/** `Sun, 06 Nov 1994 08:49:37 GMT`, or undefined for an entity that was never changed. */
export const lastModified = (updatedDate: string): string | undefined =>
  updatedDate === UNSET_DATE ? undefined : new Date(keptMs(updatedDate)).toUTCString()

/** Whether the caller has the entity as it is: its last change is not after If-Modified-Since. */
export const isNotModified = (headers: Headers, updatedDate: string): boolean =>
  keptMs(updatedDate) <= epochMsOf(headers['if-modified-since'])

/**
 * Refuses a call that is for an entity as it was at If-Unmodified-Since, when it was changed after that.
 * @throws ApiError 412
 */
export function requireUnmodified (headers: Headers, updatedDate: string): void {
  const header = headers['if-unmodified-since']
  if (header === undefined) return
  if (keptMs(updatedDate) > epochMsOf(header)) throw preconditionFailed(header, String(lastModified(updatedDate)))
}
