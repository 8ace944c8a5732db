import { quote } from '../../errors/expectation.js'
import type { OwnBody } from '../../errors/error-bodies.js'
import type { RefuseRule } from '../errors.js'
import { FAULT_HEADER, MOCK_HEADER } from '../../config/version.js'
import { flawOfHeaderName } from '../matching/named-value.js'
import type { ActionParameters } from './rule.js'

/** Maximum size of the body of an Answer in bytes. It is small, because a tenant can have many rules. */
const MOST_BODY_BYTES = 64 * 1024

const REFUSED_HEADERS = ['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'trailer', 'upgrade', FAULT_HEADER, MOCK_HEADER]

/** Matches the values that node:http accepts for a header: tabs, and the characters from U+0020 to U+00FF except U+007F. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

interface OwnResponse {
  readonly headers: Readonly<Record<string, string>>
  /** Undefined if the usual error body is sent. */
  readonly body: OwnBody | undefined
}

/**
 * Compiles the body and headers of an Answer.
 * @throws ApiError 400 for an invalid or too large body, and for headers that are invalid, repeated or in REFUSED_HEADERS
 */
export function compileOwnResponse ({ Body, Headers = {} }: Pick<ActionParameters, 'Body' | 'Headers'>, refuse: RefuseRule): OwnResponse {
  const headers = compileHeaders(Headers, refuse)
  if (Body === undefined) return { headers, body: undefined }
  if (typeof Body !== 'string' && (typeof Body !== 'object' || Body === null)) throw refuse(`Body must be a string, an object or an array; got ${quote(Body)}`)
  const bytes = Buffer.from(typeof Body === 'string' ? Body : JSON.stringify(Body))
  if (bytes.length > MOST_BODY_BYTES) throw refuse(`Body must have at most ${MOST_BODY_BYTES} bytes; got ${bytes.length}`)
  return { headers, body: { bytes, type: `${typeof Body === 'string' ? 'text/html' : 'application/json'}; charset=utf-8` } }
}

function compileHeaders (given: Readonly<Record<string, string>>, refuse: RefuseRule): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    const flaw = flawOfHeaderName(name)
    if (flaw !== undefined) throw refuse(flaw)
    const lower = name.toLowerCase()
    if (REFUSED_HEADERS.includes(lower)) throw refuse(`Headers must not have ${name}, which the server sets`)
    if (Object.hasOwn(headers, lower)) throw refuse(`Headers has ${name} twice, because names are case-insensitive`)
    if (!HEADER_VALUE.test(value)) throw refuse(`the header ${name} must have only Latin-1 characters and no control characters; got ${quote(value)}`)
    headers[lower] = value
  }
  return headers
}
