import type { FastifyReply, FastifyRequest } from 'fastify'
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
const keptMs = (kept = UNSET_DATE) => kept === UNSET_DATE ? NaN : Date.parse(`${kept}Z`)

/**
 * Judges the conditions of a call that reads, and gives the answer its Last-Modified.
 * @param changedDate when what is answered was changed last, as instants are kept; undefined for what never was
 * @returns whether the caller has the entity as it is, which has been answered then
 * @throws ApiError 412
 */
export function answerNotModified ({ headers }: FastifyRequest, reply: FastifyReply, changedDate: string | undefined): boolean {
  requireUnmodified(headers, changedDate)
  const changedMs = keptMs(changedDate)
  if (!Number.isNaN(changedMs)) reply.header('last-modified', new Date(changedMs).toUTCString())
  const isKnown = changedMs <= epochMsOf(headers['if-modified-since'])
  if (isKnown) reply.removeHeader('content-type').code(304).send()
  return isKnown
}

/**
 * Refuses a call that is for an entity as it was at If-Unmodified-Since, when it was changed or removed after that; one that
 * never was there was not.
 * @throws ApiError 412
 */
export function requireUnmodified (headers: Headers, changedDate: string | undefined): void {
  const header = headers['if-unmodified-since']
  if (header === undefined) return
  const changedMs = keptMs(changedDate)
  if (changedMs > epochMsOf(header)) throw preconditionFailed(header, new Date(changedMs).toUTCString())
}
