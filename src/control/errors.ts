import { ApiError, argumentError, frameworkError, superOfficeError, type OwnBody } from '../errors/error-bodies.js'
import { violationSentences, type Violation } from '../errors/api-errors.js'
import { quote, shortText, shortened } from '../errors/expectation.js'
import type { FaultStatus } from './faults/fault-action.js'

/** A frequent cause of this error is the option `-d` of curl, which sends the Content-Type of a form by default. */
export const controlBodyNotJson = (contentType: string | undefined) =>
  frameworkError(415, contentType === undefined
    ? 'The media type of the request entity is missing.'
    : `The request entity's media type '${shortened(contentType)}' is not supported for this resource.`, 'Send Content-Type: application/json.')

export const stateInvalid = (violations: readonly Violation[]) =>
  argumentError(`The state cannot be loaded, and nothing was changed. ${violationSentences(violations)}`)

export const clockStepAmbiguous = (received: string) =>
  argumentError(`The body must have either Seconds, a number, or Duration, such as PT1H; got ${received}.`)

export const durationInvalid = (received: string) =>
  argumentError(`Duration must be a duration of ISO 8601 such as PT1H, P1DT12H or -PT30S; got ${quote(received)}.`)

export const clockOutOfRange = (received: string) =>
  argumentError(`The clock must be from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z; got ${received}. It was not changed.`)

/** Creates the error for an invalid rule or an invalid header X-Mock-Fault. `reason` is a part of the message. */
export type RefuseRule = (reason: string) => ApiError

export const faultInvalid = (subject: string): RefuseRule => reason =>
  argumentError(`${subject} is invalid: ${reason}. Nothing was added.`)

export const faultsMissing = () =>
  argumentError('The body must have either Actions, for one rule, or Rules, for several; got neither.')

export const faultsAmbiguous = (beside: string) =>
  argumentError(`The body must have either Actions, for one rule, or Rules, for several; got Rules and ${beside}.`)

export const presetUnknown = (received: string, names: readonly string[], nearest: string | undefined) =>
  argumentError(`The name of a preset must be one of ${names.join(', ')}; got ${quote(received)}.` +
    (nearest === undefined ? '' : ` The nearest is ${nearest}.`))

export const tooManyFaults = (most: number) =>
  argumentError(`A tenant can have at most ${most} fault rules. Remove some first.`)

export const faultHeaderInvalid: RefuseRule = reason =>
  argumentError(`The header X-Mock-Fault is invalid: ${reason}.`)

export const faultHeaderUnknown = (received: string, presets: readonly string[]) =>
  argumentError(`The header X-Mock-Fault must be a status such as 503, a preset (${presets.join(', ')}), or drop, reset, truncate, malform, ` +
    `delay=MILLISECONDS, truncate=BYTES or trickle=MILLISECONDS, optionally followed by ;phase=after and ;token=…; got ${quote(received)}.`)

export const faultHeaderUnauthorized = () =>
  frameworkError(403, 'The fault has been denied for this request.',
    'The header X-Mock-Fault must end with the value of SUPEROFFICE_MOCK_CONTROL_TOKEN, as in 503;token=….')

export const faultNotFound = (id: number) =>
  superOfficeError(404, 'SoNotFoundException', `Fault id ${id} not found`)

export const rightsRefused = (reason: string) =>
  argumentError(`The rule cannot be added: ${reason}.`)

export const maskInvalid = (path: string, received: string, names: readonly string[]) =>
  argumentError(`${path} must be one or several of ${names.join(', ')}, separated by commas; got ${quote(received)}.`)

export const maskNoneBeside = (path: string, received: string) =>
  argumentError(`${path} must not combine None with other words; got ${quote(received)}.`)

export const tooManyRights = (most: number) =>
  argumentError(`A tenant can have at most ${most} rights rules. Remove some first.`)

export const rightsRuleNotFound = (id: number) =>
  superOfficeError(404, 'SoNotFoundException', `Rights rule id ${id} not found`)

export const matchImpossible = (reason: string) =>
  argumentError(`No request can ever match: ${reason}.`)

export const timesImpossible = (reason: string) =>
  argumentError(`No number of requests can ever meet Times: ${reason}.`)

export const sequenceBeside = (beside: string) =>
  argumentError(`The body must have either Sequence, or Match and Times; got Sequence and ${beside}.`)

export const sinceInvalid = (received: string) =>
  argumentError(`Since must be the id of a request or a date and time such as 2008-01-30T09:40:59Z; got ${quote(received)}.`)

export const journalEmptyBySetting = () =>
  argumentError('Nothing can be verified, because SUPEROFFICE_MOCK_JOURNAL_SIZE is 0: no request is recorded.')

export const journalOff = () =>
  argumentError('The journal is off, because SUPEROFFICE_MOCK_JOURNAL_SIZE is 0: no request is recorded.')

export const metricsOff = (url: string) =>
  frameworkError(404, `No HTTP resource was found that matches the request URI '${url}'.`, 'Metrics are off, because SUPEROFFICE_MOCK_METRICS is off.')

export const entryNotFound = (id: number) =>
  superOfficeError(404, 'SoNotFoundException', `Journal entry id ${id} not found`)

/**
 * MessageDetail of the failures that a fault sets, except those with an ErrorType. The journal recognizes these failures by this string.
 */
export const FAULT_DETAIL = 'A fault rule of the mock set this response.'

/**
 * The failures that a fault can set, by status: the message, and the ErrorType, if any. The messages are those of the real service, if
 * these are known.
 */
const FAULT_FAILURES: Readonly<Record<FaultStatus, readonly [message: string, exception?: string]>> = {
  400: ['The request is invalid.'],
  401: ['Authorization has been denied for this request.'],
  403: ['The caller has no right to do this.', 'SoSecurityException'],
  404: ['The entity was not found.', 'SoNotFoundException'],
  408: ['The request was not received in time.'],
  409: ['The entity was changed by somebody else.', 'SoConflictException'],
  412: ['The entity has been changed.'],
  421: ['Wrong subdomain used to access tenant'],
  429: ['Too many requests.'],
  500: ['An error has occurred.'],
  502: ['The gateway received an invalid response from the service.'],
  503: ['The service is unavailable.'],
  504: ['The gateway received no response from the service in time.'],
}

interface FaultFailure {
  /** Value in seconds for the header Retry-After, unless `headers` has this header. */
  readonly retryAfter: number | undefined
  /** By lower-case name. They take precedence over the headers that `faultFailure` adds. */
  readonly headers: Readonly<Record<string, string>>
  readonly ownBody: OwnBody | undefined
}

/** Creates the error with which a fault responds. */
export function faultFailure (statusCode: FaultStatus, { retryAfter, headers, ownBody }: FaultFailure): ApiError {
  const [message, exception] = FAULT_FAILURES[statusCode]
  const all = {
    ...(statusCode === 401 && { 'www-authenticate': 'Bearer realm="superoffice-mock"' }),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...headers,
  }
  const { body } = exception === undefined || ownBody !== undefined ? frameworkError(statusCode, message, FAULT_DETAIL) : superOfficeError(statusCode, exception, message)
  return new ApiError(statusCode, body, all, ownBody)
}

export const snapshotNameInvalid = (name: string) =>
  argumentError(`The name of a snapshot must be 1 to 64 letters, digits, "-" or "_"; got ${quote(name)}.`)

export const tooManySnapshots = (most: number) =>
  argumentError(`A tenant can have at most ${most} snapshots. Remove some first.`)

export const snapshotNotFound = (name: string, names: readonly string[]) =>
  superOfficeError(404, 'SoNotFoundException',
    `Snapshot ${name} not found; ${names.length === 0 ? 'this tenant has no snapshots' : `this tenant has ${names.join(', ')}`}.`)

export const namedSeedsOff = () =>
  argumentError('There are no named seeds, because SUPEROFFICE_MOCK_SEEDS names no folder.')

export const namedSeedNotFound = (name: string, names: readonly string[]) =>
  superOfficeError(404, 'SoNotFoundException',
    `Seed ${shortText(name)} not found; the folder has ${names.length === 0 ? 'no seeds' : names.join(', ')}.`)

export const namedSeedInvalid = (reason: string) =>
  argumentError(`The seed cannot be loaded, and nothing was changed. ${reason}`)

export const controlUnauthorized = (problem: string) =>
  frameworkError(401, 'Authorization has been denied for this request.',
    `The header Authorization must be Bearer followed by the value of SUPEROFFICE_MOCK_CONTROL_TOKEN; ${problem}.`,
    { 'www-authenticate': 'Bearer realm="superoffice-mock"' })

export const stateTooLarge = (limit: number) =>
  frameworkError(413, 'The request entity is too large.', `The state must be at most ${limit} bytes.`)
