import type { FastifyReply, FastifyRequest } from 'fastify'
import { UNSET_DATE } from '../carriers/date-time.js'
import { preconditionFailed } from '../errors/api-errors.js'
import { remembering } from '../http/memoize.js'

type Headers = FastifyRequest['headers']

/** The instant that a header names; NaN, of which nothing is before or after, for what is no HTTP date. */
function parseHttpDate (header: string): number {
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

interface Change {
  /** NaN, of which nothing is before or after, for one that never was. */
  readonly epochMs: number
  /** How HTTP writes it; undefined for one that never was, which has no Last-Modified. */
  readonly httpDate: string | undefined
}

const NEVER: Change = { epochMs: NaN, httpDate: undefined }

/** When an entity was changed, by its date as it is kept. Entities are read many times for each change. */
const parseChangedDate = remembering((kept): Change => {
  if (kept === UNSET_DATE) return NEVER
  const epochMs = Date.parse(`${kept}Z`)
  return { epochMs, httpDate: new Date(epochMs).toUTCString() }
})

/**
 * Judges the conditions of a call that reads, and gives the answer its Last-Modified.
 * @param changedDate when what is answered was changed last, as instants are kept; undefined for what never was
 * @returns whether the caller has the entity as it is, which has been answered then
 * @throws ApiError 412
 */
export function answerNotModified ({ headers }: FastifyRequest, reply: FastifyReply, changedDate = UNSET_DATE): boolean {
  requireUnmodified(headers, changedDate)
  const { epochMs, httpDate } = parseChangedDate(changedDate)
  if (httpDate !== undefined) reply.header('last-modified', httpDate)
  const since = headers['if-modified-since']
  const isKnown = since !== undefined && epochMs <= parseHttpDate(since)
  if (isKnown) reply.removeHeader('content-type').code(304).send()
  return isKnown
}

/**
 * Refuses a call that is for an entity as it was at If-Unmodified-Since, when it was changed or removed after that; one that
 * never was there was not.
 * @throws ApiError 412
 */
export function requireUnmodified (headers: Headers, changedDate = UNSET_DATE): void {
  const header = headers['if-unmodified-since']
  if (header === undefined) return
  const { epochMs, httpDate } = parseChangedDate(changedDate)
  if (httpDate !== undefined && epochMs > parseHttpDate(header)) throw preconditionFailed(header, httpDate)
}
