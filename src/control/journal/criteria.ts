import { METHODS } from 'node:http'
import { DATE_TIME, parseInstant, isCalendarDay } from '../../carriers/date-time.js'
import { FAULT_DETAIL, matchImpossible, sinceInvalid } from '../errors.js'
import { flawOfHeaderName, type NamedValue } from '../matching/named-value.js'
import { compilePathPattern, flawOfPath } from '../matching/path-pattern.js'
import { compileTextPattern } from '../matching/text-pattern.js'
import type { Since } from '../../storage/journal-store.js'
import { splitAddress, joinHeaders, type RecordedRequest } from './recorded-request.js'
import { shownRequestHeader } from './entry.js'
import { isSecretName } from '../../http/secrets.js'

/** A field in which a request differs from the value that a criterion expects. */
export interface Difference {
  readonly field: string
  readonly expected: unknown
  /** The received value; null if it is missing. It can contain secrets, which must be removed before the value is shown. */
  readonly received: unknown
}

/** A condition on recorded requests and their responses. */
export interface Criterion {
  /**
   * Returns the differences between a request and the criterion. Returns an empty list if the request matches, and also if it may match but
   * `isDecidable` returns false.
   */
  differences (recorded: RecordedRequest): readonly Difference[]
  /** False if the criterion compares a body of which the journal has only the first bytes. `differences` can then be incomplete. */
  isDecidable (recorded: RecordedRequest): boolean
}

/** Creates a criterion on a value that the journal always stores completely. */
function createCriterion (field: string, expected: unknown, readValue: (recorded: RecordedRequest) => unknown, fits: (recorded: RecordedRequest) => boolean): Criterion {
  return {
    differences: recorded => fits(recorded) ? [] : [{ field, expected, received: readValue(recorded) ?? null }],
    isDecidable: () => true,
  }
}

/**
 * Creates a criterion on the method.
 * @throws ApiError 400 for a method that node:http does not support
 */
export function methodCriterion (method: string): Criterion {
  const expected = method.toUpperCase()
  if (!METHODS.includes(expected)) throw matchImpossible(`the method ${method} does not exist`)
  return createCriterion('Method', expected, recorded => recorded.method, recorded => recorded.method === expected)
}

/** Matches `/_mock` and the paths below it. The journal does not record requests to these paths. */
const OF_CONTROL = /^\/_mock(\/|$)/i

/**
 * Creates a criterion on the path.
 * @throws ApiError 400 for an invalid path pattern, and for a pattern of `/_mock` or of paths below it
 */
export function pathCriterion (path: string): Criterion {
  if (path !== '*' && !path.startsWith('/')) throw matchImpossible(`the path ${path} does not begin with a slash`)
  if (path.includes('?')) throw matchImpossible(`the path ${path} has a query; use Query for it`)
  if (OF_CONTROL.test(path)) throw matchImpossible('requests below /_mock are not recorded in the journal')
  const flaw = flawOfPath(path, 'journal')
  if (flaw !== undefined) throw matchImpossible(flaw)
  const isOfPath = compilePathPattern(path)
  const readPath = (recorded: RecordedRequest) => splitAddress(recorded).path
  return createCriterion('Path', path, readPath, recorded => isOfPath(readPath(recorded), 'call'))
}

const STATUS = /^[1-5](\d\d|xx)$/i

/**
 * Creates a criterion on the status of the response.
 * @throws ApiError 400 for a value that is neither a status nor a class such as 4xx
 */
export function statusCriterion (status: number | string): Criterion {
  const expected = String(status).toLowerCase()
  if (!STATUS.test(expected)) throw matchImpossible(`Status must be a status such as 404 or a class such as 4xx; got ${status}`)
  const isStatus = (received: string) => expected.endsWith('xx') ? received.startsWith(expected.charAt(0)) : received === expected
  return createCriterion('Status', status, recorded => recorded.status, recorded => recorded.status !== undefined && isStatus(String(recorded.status)))
}

/**
 * Creates a criterion on a request header.
 * @throws ApiError 400 for an invalid header name, and for a Value if the name is secret
 */
export function headerCriterion ({ Name, Value }: NamedValue): Criterion {
  const flaw = flawOfHeaderName(Name)
  if (flaw !== undefined) throw matchImpossible(flaw)
  const name = Name.toLowerCase()
  if (Value !== undefined && isSecretName(name)) throw matchImpossible(`the journal does not keep the value of ${Name}; omit its Value`)
  return textCriterion(`Header.${Name}`, Value, recorded => joinHeaders(recorded).get(name), value => shownRequestHeader(name, value))
}

/**
 * Creates a criterion on a query parameter, whose name is case-insensitive. If the parameter is repeated, its first value is compared.
 * @throws ApiError 400 for a Value if the name is secret
 */
export function queryCriterion ({ Name, Value }: NamedValue): Criterion {
  if (Value !== undefined && isSecretName(Name)) throw matchImpossible(`the journal does not keep the value of the parameter ${Name}; omit its Value`)
  return textCriterion(`Query.${Name}`, Value, recorded => {
    const parameters = new URLSearchParams(splitAddress(recorded).query)
    const [, value] = [...parameters].find(([name]) => name.toLowerCase() === Name.toLowerCase()) ?? []
    return value
  })
}

export const callerCriterion = (name: string): Criterion => textCriterion('Caller', name, recorded => recorded.caller)

export const faultCriterion = (id: number): Criterion =>
  createCriterion('FaultId', id, recorded => recorded.faultId, recorded => recorded.faultId === id)

/** Statuses with which the API refuses requests that break its contract. */
const REFUSED: readonly (number | undefined)[] = [400, 406, 413, 415]

/** A status in REFUSED does not count if a fault has set it. The reason then ends with FAULT_DETAIL. */
const isUnmatched = ({ route, status, reason }: RecordedRequest) => route === undefined || (REFUSED.includes(status) && !reason.endsWith(FAULT_DETAIL))

export const unmatchedCriterion = (expected: boolean): Criterion =>
  createCriterion('Unmatched', expected, isUnmatched, recorded => isUnmatched(recorded) === expected)

/**
 * Creates a criterion on a string. Without a pattern, every string matches, but a missing value does not.
 * @param shown removes secrets from a received value before the value becomes part of a difference; by default, removes nothing
 */
function textCriterion (
  field: string, pattern: string | undefined, readValue: (recorded: RecordedRequest) => string | undefined, shown = (value: string) => value
): Criterion {
  const isValue = compileTextPattern(pattern ?? '*')
  const showValue = (recorded: RecordedRequest) => {
    const value = readValue(recorded)
    return value && shown(value)
  }
  return createCriterion(field, pattern ?? '*', showValue, recorded => {
    const value = readValue(recorded)
    return value !== undefined && isValue(value)
  })
}

const ID = /^\d{1,15}$/

/**
 * Parses the parameter Since, or the header Last-Event-ID of a stream.
 * @throws ApiError 400 for a value that is neither an id nor a date and time
 */
export function parseSince (since: string | number): Since {
  const text = String(since)
  if (ID.test(text)) return { id: Number(text) }
  if (!DATE_TIME.test(text) || !isCalendarDay(text)) throw sinceInvalid(text)
  return { time: parseInstant(text) }
}
