import { ConfigError, type Config } from '../../config/config.js'
import { createFetchInject } from '../../library/connect-mock.js'
import { describeFetchFailure } from '../../library/control-client.js'
import type { Inject } from '../../library/handle.js'
import { MockError } from '../../library/mock-error.js'
import { MOCK_HEADER } from '../../config/version.js'
import { quote } from '../../errors/expectation.js'
import { findAuthority } from '../authority.js'
import { resolveTenant } from '../mock-address.js'
import { withTimeout } from '../request-timeout.js'
import { formatTable } from '../table.js'
import { createComparison, type KnownIds, type PropertyDifference } from './compare-responses.js'
import { readRules } from './difference-rules.js'
import { readHarRequests, type ComparedResponse, type HarRequest } from './har-requests.js'

export interface DiffOptions {
  readonly url?: string
  readonly tenant: string
  /** Path of a file with rules for the properties whose values may differ. */
  readonly rules?: string
  /**
   * The value of the header Authorization in requests to the mock. The header is omitted from a request that was recorded without it and
   * whose recorded response has the status 401.
   */
  readonly authorization: string
  /** PEM file of the authority to trust. The default is that of `MockOptions`. */
  readonly ca?: string
  readonly json?: boolean
}

interface DifferentResponse {
  readonly method: string
  readonly path: string
  readonly differences: readonly PropertyDifference[]
}

/**
 * Matches the lower-case names of recorded request headers that are not sent to the mock: headers about the connection, the transfer or the
 * browser, pseudo-headers of HTTP/2, which begin with a colon, and credentials, which are those of the recorded service.
 */
const NOT_SENT = /^(:|sec-|proxy-|(host|connection|keep-alive|content-length|transfer-encoding|te|upgrade|expect|accept-encoding|cookie|authorization|origin|referer|so-apptoken)$)/

/** Matches the text that replaces secret header values in HTTP archives of a mock's journal. Headers with this value are not sent. */
const REMOVED = /^\(removed\)$/

/**
 * Sends the API requests of an HTTP archive to a mock, one after the other. Then prints each property whose values in the recorded response
 * and in the response of the mock do not match.
 * @throws MockError if a response differs or is incomplete, if the mock cannot be reached, or if the server is not a mock; ConfigError if
 * an option or a file is invalid; TlsError if the authority that is stored next to the database cannot be read
 */
export async function diff (config: Config, { rules, authorization, ca, json, ...place }: DiffOptions, path: string): Promise<void> {
  assertAuthorization(authorization)
  const recorded = readHarRequests(path)
  const ids: KnownIds = new Map()
  const compare = createComparison(readRules(rules), ids)
  const { url } = resolveTenant(config, place)
  const inject = withTimeout(createFetchInject(url, findAuthority(config, url, ca)))
  const different: DifferentResponse[] = []
  const prepared = recorded.map(request => ({ request, headers: selectHeaders(request, { archive: path, authorization }) }))
  for (const { request, headers } of prepared) {
    const sent = { ...request, path: withKnownIds(request.path, ids) }
    const differences = compare(request.response, await send(inject, sent, { url, headers }))
    if (differences.length > 0) different.push({ method: request.method, path: request.path, differences })
  }
  report(different, recorded.length, json === true)
}

/** Replaces each path segment that is a recorded id in `ids` by the corresponding id of the mock. */
function withKnownIds (path: string, ids: KnownIds): string {
  const [before = '', ...query] = path.split('?')
  const segments = before.split('/').map(segment => /^\d+$/.test(segment) ? ids.get(Number(segment)) ?? segment : segment)
  return [segments.join('/'), ...query].join('?')
}

/**
 * Returns the headers that are sent to the mock.
 * @throws ConfigError if a recorded header that must be sent is invalid
 */
function selectHeaders ({ pointer, headers, response }: HarRequest, { archive, authorization }: { readonly archive: string, readonly authorization: string }): Headers {
  const sent = new Headers()
  for (const [name, value] of headers) {
    if (NOT_SENT.test(name) || REMOVED.test(value)) continue
    try {
      sent.set(name, value)
    } catch {
      throw new ConfigError(`The archive ${archive} is invalid at ${pointer}/request/headers, which must have valid names and values; got an invalid ${quote(name)}.`)
    }
  }
  // Browsers can omit credentials from archives, so the credential is also added to requests that were recorded without one. If the
  // recorded response to such a request has the status 401, the request was probably sent without a credential, and none is added.
  if (headers.has('authorization') || response.status !== 401) sent.set('authorization', authorization)
  return sent
}

interface Sending {
  readonly url: string
  readonly headers: Headers
}

/** Matches the methods for which `fetch` refuses a body. The mock ignores the bodies of these requests. */
const WITHOUT_BODY = /^(GET|HEAD)$/i

async function send (inject: Inject, { pointer, method, path, body }: HarRequest, { url, headers }: Sending): Promise<ComparedResponse> {
  const hasBody = body !== undefined && !WITHOUT_BODY.test(method)
  const received = await inject(path, { method, headers, redirect: 'manual', ...(hasBody && { body: new Uint8Array(body) }) })
    .catch((cause: unknown) => { throw new MockError(`No mock responds at ${url} (${describeFetchFailure(cause)}).`, undefined, { cause }) })
  if (!received.headers.has(MOCK_HEADER)) throw new MockError(`The server at ${url} is not a superoffice-mock; the status of its response was ${received.status}.`, undefined)
  const bytes = await received.arrayBuffer().catch((cause: unknown) => {
    throw new MockError(`The response of the mock at ${url} to ${pointer}, ${method} ${path}, is incomplete (${describeFetchFailure(cause)}).`, undefined, { cause })
  })
  return { status: received.status, contentType: received.headers.get('content-type') ?? '', body: Buffer.from(bytes) }
}

/** @throws MockError if there is a difference */
function report (different: readonly DifferentResponse[], recorded: number, isJson: boolean): void {
  const rows = different.flatMap(({ method, path, differences }) => differences.map(({ property, recorded, mocked }) =>
    ({ Method: method, Path: path, Property: property, Recorded: shown(recorded), Mock: shown(mocked) })))
  if (isJson) console.log(JSON.stringify({ Compared: recorded, Differences: rows }, undefined, 2))
  else if (rows.length > 0) console.log(formatTable(rows))
  const sent = `${recorded} ${recorded === 1 ? 'request was' : 'requests were'} sent`
  if (rows.length > 0) {
    const responses = different.length === 1 ? '1 response differs from the recorded one' : `${different.length} responses differ from the recorded ones`
    throw new MockError(`${sent}; ${responses}, in ${rows.length === 1 ? '1 property' : `${rows.length} properties together`}.`, undefined)
  }
  if (!isJson) console.log(`${sent}; all responses are as recorded.`)
}

/** Maximum length of a printed value, in UTF-16 code units and without the ellipsis. Pictures in Base64 would fill many lines. */
const LONGEST_CELL = 60

function shown (value: unknown): string {
  const text = value === undefined ? '(missing)' : JSON.stringify(value)
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text
}

function assertAuthorization (given: string): void {
  if (!/^[\x20-\x7e]+$/.test(given)) throw new ConfigError('--authorization must be ASCII letters, digits and signs, such as Basic bW9jazptb2Nr.')
}
