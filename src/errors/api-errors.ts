import type { TSchema } from '@sinclair/typebox'
import type { RowRight, RowRights } from '../carriers/entity-rights.js'
import type { Owner } from '../carriers/owner.js'
import { argumentError, frameworkError, superOfficeError, type ApiError } from './error-bodies.js'
import { expectation, quote, quoteHeader, shortened } from './expectation.js'

/** An invalid or missing value, or an unknown property, in data from a client, a file or a setting. */
export interface Violation {
  /** The path of the value, such as `CreatedBy.Type`, or its JSON pointer, such as `/Products/0/Name`. */
  readonly path: string
  /** The problem, as the predicate of a sentence that begins with the path. */
  readonly problem: string
}

export const violationSentence = ({ path, problem }: Violation) => `${path} ${problem}.`

export const entityMissing = () => argumentError('Bad request. Entity to save is not in request body.')

/**
 * Maximum number of items that `joinSentences` describes, so that messages stay readable: a body with a long list can have thousands of
 * violations.
 */
const MOST_SENTENCES = 50

export const violationSentences = (violations: readonly Violation[]): string => joinSentences(violations, violationSentence)

/** Returns a sentence for each of the first MOST_SENTENCES items, followed by the number of the other items, if any. */
export function joinSentences<Item> (items: readonly Item[], sentenceFor: (item: Item) => string): string {
  const named = items.slice(0, MOST_SENTENCES).map(sentenceFor).join(' ')
  const more = items.length - MOST_SENTENCES
  return more > 0 ? `${named} And ${more} more.` : named
}

export const nameIgnored = (name: string, nearest: string | undefined) =>
  nearest === undefined ? `${name}: no such property.` : `${name}: did you mean ${nearest}?`

export const entityInvalid = (violations: readonly Violation[]) => argumentError(violationSentences(violations))

export const pictureMissing = () => argumentError('Image bitmap is missing from body.')

export const pictureRefused = (reason: string) =>
  argumentError(`The image must be a complete JPEG, PNG, GIF or TIFF picture; ${reason}.`)

export const gifTooLarge = (mostPixels: number) =>
  argumentError(`Each frame of a GIF must have at most ${mostPixels} pixels; set w and h to scale it down, or another type.`)

export const multipartTooMany = (most: number) =>
  argumentError(`A multipart body must have at most ${most} parts; got more. The first part that is a file is the image.`)

export const base64Invalid = (name: string, received: string | null | undefined) =>
  argumentError(`${name} must be bytes in Base64, such as iVBORw0KGgo=; got ${quote(received)}.`)

export const blobMissing = (blobId: number) =>
  superOfficeError(400, 'SoNotFoundException', `BlobEntity id ${blobId} not found`)

export const agentOwnerMissing = ({ entity, id }: Owner) =>
  superOfficeError(400, 'SoNotFoundException', `${entity} id ${id} not found`)

export const propertyUnknown = (received: string, names: readonly string[]) =>
  argumentError(`Unknown property ${quote(received)} in $select. Supported: ${names.join(', ')}.`)

export const entityNotAnObject = (received: unknown) =>
  argumentError(`The request body must be an object with the properties of the entity; got ${quote(received)}.`)

export type BodyFormat = 'JSON' | 'XML' | 'form data' | 'multipart data'

export const bodyMalformed = (format: BodyFormat, reason: string) =>
  argumentError(`The request body must be well-formed ${format}: ${reason}.`)

export const cultureInvalid = (received: string) =>
  argumentError(`The header SO-Culture must be the code of a culture, such as nb or en-US; got ${quoteHeader(received)}.`)

export const timeZoneUnknown = (received: string, nearest: string | undefined) =>
  argumentError('The header SO-TimeZone must be a time zone code or id of SuperOffice, such as NO or 261, ' +
    `with or without includeTZOffset; got ${quoteHeader(received)}.${nearest === undefined ? '' : ` The nearest code is ${nearest}.`} ` +
    'GET /api/v1/TimeZone lists all.')

export const rootElementWrong = (expected: string, received: string) =>
  argumentError(`The root element of the request body must be ${expected}; got ${quote(received)}.`)

export const operationsNotAList = (received: unknown) =>
  argumentError(`The request body must be an array of operations, as a JSON Patch (RFC 6902) is; got ${quote(received)}.`)

export const operationsTooMany = (most: number, received: number) =>
  argumentError(`The request body must be an array of at most ${most} operations; got ${received}.`)

const TARGET_MISSING = 'the object of the property, or the list item, does not exist'

export const patchTargetMissing = (operation: string) =>
  argumentError(`${operation} failed: ${TARGET_MISSING}.`)

export const patchListFull = (operation: string, most: number) =>
  argumentError(`${operation} failed: the list must have at most ${most} items.`)

/**
 * Creates the error for a `test` operation of a JSON Patch whose expected value differs from the actual value. Objects and arrays are not
 * quoted, because they can be long.
 */
export function patchTestFailed (operation: string, expected: unknown, actual: unknown): ApiError {
  const [allowed, received] = [quote(expected), quote(actual)]
  const wanted = allowed.replace(/^an (object|array)$/, 'equal to the $1 in the operation')
  return testFailure(operation, `the value must be ${wanted}; got ${allowed === received ? received.replace(/^an /, 'another ') : received}.`)
}

export const patchTestInvalid = (operation: string, violations: readonly Violation[]) =>
  testFailure(operation, `the value in the operation is invalid. ${violationSentences(violations)}`)

export const patchTestTargetMissing = (operation: string) => testFailure(operation, `${TARGET_MISSING}.`)

const testFailure = (operation: string, problem: string) =>
  superOfficeError(409, 'JsonPatchException', `${operation} failed: ${problem} Nothing was changed.`)

export const parameterOutOfRange = (name: string, schema: TSchema, received: number) =>
  argumentError(`${name} must be ${expectation(schema)}; got ${received}.`)

export const parameterRepeated = (name: string, times: number) =>
  argumentError(`The parameter ${name} must be sent once; got ${times}.`)

export const parameterNotSupported = (received: string, supported: readonly string[]) =>
  argumentError(`Unknown parameter ${quote(received)}. Supported: ${supported.join(', ')}.`)

export const parameterTooLong = (name: string, most: number, received: number) =>
  argumentError(`${name} must be at most ${most} characters; got ${received}.`)

export const listUnknown = (received: string, names: readonly string[]) =>
  superOfficeError(404, 'SoNotFoundException', `Unknown list ${quote(received)}. Supported: ${names.join(', ')}.`)

/** Creates the error for a missing right, with the ErrorType of the real service (superoffice-protocol, section 1). */
export function rightMissing ({ entity, TableRight: { Mask, Reason } }: RowRights, needed: RowRight): ApiError {
  const reason = Reason === '' ? '' : ` Reason: ${Reason}`
  return superOfficeError(403, 'SoSentryException',
    `The caller must have the right ${needed} to the ${entity}; its TableRight is ${quote(Mask)}.${needed === 'Select' ? '' : ' Nothing was changed.'}${reason}`)
}

export const tenantInvalid = (name: string) =>
  argumentError(`The path segment with the name of the tenant must be 1 to 64 letters, digits, "-" or "_"; got ${quote(name)}.`)

export const ownerNotFound = ({ entity, id }: Owner) =>
  superOfficeError(404, 'SoNotFoundException', `${entity} id ${id} not found`)

export function imageNotFound ({ entity, id }: Owner): ApiError {
  const noun = entity.toLowerCase()
  return superOfficeError(404, 'SoNotFoundException', `No image on this ${noun}: ${noun} id ${id} has none, and ifBlank names no placeholder`)
}

/** .NET names of value types, by JSON Schema type. In .NET, a parameter of one of these types cannot be null. */
const NET_TYPES: Readonly<Record<string, string>> = { integer: 'System.Int32', boolean: 'System.Boolean' }

/**
 * Creates the error for a request from a page or to a host that is not allowed.
 * @param expected the predicate of a sentence whose subject is the request
 * @param variable a setting that can allow the page or host, for the message
 */
export const browserRefused = (expected: string, variable?: string) =>
  frameworkError(403, 'The request has been refused.',
    `A request below /_mock or for the page ${expected}.${variable === undefined ? '' : ` The setting ${variable} can allow it.`}`)

export const parameterUnreadable = (name: string, schema: TSchema, received: string) =>
  parameterNull(name, schema, `it must be ${expectation(schema)}; got ${quote(received)}`)

export const parameterMissing = (name: string, schema: TSchema) =>
  parameterNull(name, schema, 'it is required and must have a value')

/** Creates the error of ASP.NET Web API for a missing parameter or an invalid value (superoffice-protocol, section 2.2). */
function parameterNull (name: string, schema: TSchema, problem: string): ApiError {
  const type = NET_TYPES[schema['type']]
  const ofType = type === undefined ? '' : ` of non-nullable type '${type}'`
  return frameworkError(400, 'The request is invalid.',
    `The parameters dictionary contains a null entry for parameter '${name}'${ofType}: ${problem}.`)
}

export const urlMalformed = (url: string) =>
  frameworkError(400, 'The request is invalid.', `The request URI ${quote(url)} cannot be decoded; a "%" must be followed by the two hexadecimal digits of a UTF-8 byte.`)

export const requestMalformed = (statusCode: number, reason: string) =>
  frameworkError(statusCode, 'The request is invalid.', reason)

export const routeNotFound = (url: string, nearest?: string) =>
  frameworkError(404, `No HTTP resource was found that matches the request URI '${url}'.`, nearest && `The nearest is ${nearest}.`)

export const methodNotAllowed = (method: string, allowed: string) =>
  frameworkError(405, `The requested resource does not support http method '${method}'.`,
    `It supports ${allowed}.`, { allow: allowed })

interface Challenger {
  readonly name: string
  readonly challenge: string
}

export const unauthorized = (problem: string, schemes: readonly Challenger[]) =>
  frameworkError(401, 'Authorization has been denied for this request.',
    `The header Authorization must contain a credential of the scheme ${schemes.map(({ name }) => name).join(' or ')}, ` +
    `or X-XSRF-TOKEN must equal the cookie XSRF-TOKEN; ${problem}.`,
    { 'www-authenticate': schemes.map(({ challenge }) => challenge).join(', ') })

export const tokenExpired = (statusCode: number, schemes: readonly Challenger[]) =>
  statusCode === 401
    ? unauthorized('got an expired access token', schemes)
    : frameworkError(statusCode, 'Authorization has been denied for this request.', 'The access token has expired.')

export const preconditionFailed = (condition: string, lastModified: string) =>
  frameworkError(412, 'The entity has been changed.',
    `If-Unmodified-Since is ${condition}, but the last change was at ${lastModified}. Nothing was changed.`)

export const clockBehindChange = (lastModified: string) =>
  frameworkError(412, 'The entity has been changed.',
    `The last change has the date ${lastModified}, which the clock of the tenant has not reached yet; conditional changes are refused until ` +
    'it reaches this date. Nothing was changed.')

export const bodyTooSlow = () =>
  requestMalformed(408, 'The request body must be sent with at least 1 KiB a second, measured over 10 seconds, and within 2 minutes.')

export const bodyTooLarge = (limit: number) =>
  frameworkError(413, 'The request entity is too large.',
    `The request body must be at most ${limit} bytes, the value of SUPEROFFICE_MOCK_BODY_LIMIT.`)

export const imageTooLarge = (limit: number) =>
  frameworkError(413, 'The request entity is too large.',
    `The image must be at most ${limit} bytes, the value of SUPEROFFICE_MOCK_IMAGE_LIMIT.`)

export const mediaTypeNotSupported = (mediaType: string, supported: readonly string[]) =>
  frameworkError(415, `The request entity's media type '${shortened(mediaType)}' is not supported for this resource.`,
    `It must be one of ${supported.join(', ')}.`)

export const noMediaTypeAcceptable = (accept: string, available: readonly string[]) =>
  frameworkError(406, `None of the media types '${shortened(accept)}' is supported by this resource.`,
    `Accept must allow one of ${available.join(', ')}.`)

export const charsetNotSupported = (charset: string) =>
  frameworkError(415, `The request entity's charset '${shortened(charset)}' is not supported for this resource.`,
    'The body must be UTF-8, with or without a byte order mark.')

export const contentEncodingNotSupported = (encoding: string) =>
  frameworkError(415, `The request entity's content encoding '${shortened(encoding)}' is not supported for this resource.`,
    'The body must be sent without a Content-Encoding.')

export const storageFailed = (reason: string) =>
  frameworkError(500, 'An error has occurred.', `The database could not save the change: ${reason}.`)

/** Value of Retry-After: the number of seconds after which the client should repeat the request. */
const RETRY_AFTER = '1'

export const storageUnavailable = (reason: string) =>
  frameworkError(503, 'The service is unavailable.', `The database could not be used: ${reason}.`, { 'retry-after': RETRY_AFTER })

/**
 * Creates the error for a request that would exceed the maximum number of tenants with their own data, rules or clock.
 * @param noun the noun that follows "its own" in the message: `data`, `fault rules`
 */
export const tooManyTenants = (most: number, noun: string) =>
  frameworkError(503, 'The service is unavailable.', `No further tenant can have its own ${noun}, because ` +
    `SUPEROFFICE_MOCK_MAX_TENANTS is ${most}. Remove a tenant first, by DELETE /_mock/tenants/{name}.`)

export const tooManyUsers = (most: number) =>
  frameworkError(503, 'The service is unavailable.', `A tenant can have at most ${most} users; got another one. ` +
    'POST /_mock/reset removes those that the seed does not have.')

export const contentDamaged = (message: string) => frameworkError(500, 'An error has occurred.', message)

export const unexpected = () => frameworkError(500, 'An error has occurred.')
