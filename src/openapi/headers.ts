import { Type } from '@sinclair/typebox'
import { FAULT_HEADER, MOCK_HEADER, VIOLATIONS_HEADER } from '../config/version.js'

const header = (description: string, example: string) => Type.Optional(Type.String({ description, examples: [example] }))

/**
 * Creates the schema of a header without an example: Swagger UI pre-fills examples, and an old date or a fault can make "Try it out" fail.
 */
const withoutExample = (description: string) => Type.Optional(Type.String({ description }))

/**
 * The request headers of every operation of the API that requires a credential (the vendor's page v1Product_PutImageInfo, Request Headers).
 */
const COMMON_REQUEST_HEADERS = {
  'SO-AppToken': header('The secret of the app. Online installations require it with a SoTicket.', 'my-app-token'),
  'Accept-Language': header('The language of strings, unless SO-Language is sent.', 'nb, en;q=0.5'),
  'SO-Language': header('The language of strings; *, x, - or an empty value returns them as stored.', 'de'),
  'SO-Culture': header('The code of a culture. It has no effect on dates and numbers.', 'nb-NO'),
  'SO-TimeZone': header('The time zone of dates by code or id, with or without includeTZOffset.', 'US-NY, includeTZOffset'),
}

/** Conditional request headers, by the status that they can cause. */
const BY_STATUS = {
  412: { 'If-Unmodified-Since': withoutExample('Responds with 412 if the entity was changed after this HTTP date.') },
  304: { 'If-Modified-Since': withoutExample('Responds with 304 if the entity was not changed after this HTTP date.') },
}

const FAULT_REQUEST_HEADER = {
  [FAULT_HEADER]: withoutExample('A fault for this request: a status, delay=200, drop, reset, truncate, malform, trickle=500 or a preset, optionally followed by ;phase=after.'),
}

/**
 * Returns the schema of the request headers of a route that requires a credential.
 * @param response the responses of the route, by status
 */
export const requestHeaders = (response: object) => Type.Object({
  ...COMMON_REQUEST_HEADERS,
  ...('412' in response && BY_STATUS[412]),
  ...('304' in response && BY_STATUS[304]),
  ...('default' in response && FAULT_REQUEST_HEADER),
})

const responseHeader = (description: string) => Type.String({ description })

const COMMON_RESPONSE_HEADERS = {
  [MOCK_HEADER]: responseHeader('The version of the mock. The real service does not send it.'),
  Vary: responseHeader('The request headers that determine the response.'),
}

const API_RESPONSE_HEADERS = {
  'SO-TimeZone': responseHeader('The time zone of the request, in the form of the request header. Absent if authentication failed.'),
  [VIOLATIONS_HEADER]: responseHeader('Ignored languages and properties, with the nearest names; with SUPEROFFICE_MOCK_VALIDATION=warn also corrected or omitted values.'),
}
const LAST_MODIFIED = { 'Last-Modified': responseHeader('The HTTP date of the last change. Absent if nothing was ever saved, and in responses to saves.') }
const CHALLENGE = { 'WWW-Authenticate': responseHeader('The accepted schemes of Authorization.') }
const RETRY_AFTER = { 'Retry-After': responseHeader('The seconds that the client should wait, if the rule sets them.') }
const FAULT = { [FAULT_HEADER]: responseHeader('The fault that was applied to the request, if any.') }

interface DescribedResponse {
  /** The status, such as `200`, or `default` for the responses of fault rules. */
  readonly status: string
  /** All responses of the route, by status. */
  readonly responses: object
  /** True for a route of the API that requires a credential unless AUTH is `off`. */
  readonly isAuthenticated: boolean
}

/** Returns the schemas of the headers of a response. */
export const responseHeaders = ({ status, responses, isAuthenticated }: DescribedResponse) => ({
  ...COMMON_RESPONSE_HEADERS,
  // A 401 does not have these headers, because they are set after authentication. `default` lists them also for routes that do not send
  // them, so that all routes of the API share one component and the document is smaller.
  ...((isAuthenticated || status === 'default') && status !== '401' && API_RESPONSE_HEADERS),
  ...('412' in responses && (status === '200' || status === '304') && LAST_MODIFIED),
  ...((status === '401' || status === 'default') && CHALLENGE),
  ...(status === 'default' && RETRY_AFTER),
  ...('default' in responses && FAULT),
})
