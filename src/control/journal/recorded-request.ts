import { assertDefined } from '../../errors/assert-defined.js'

/**
 * Maximum number of bytes that the journal stores of a body. The maximum of the setting JOURNAL_PICTURES must not be higher, because
 * `writeRequest` reserves this number of bytes for the request body, and again for the response body.
 */
export const MOST_BODY_BYTES = 64 * 1024

interface RequestFacts {
  /** When the request was recorded, in milliseconds since 1970 by the clock of the tenant. */
  readonly time: number
  readonly milliseconds: number
  readonly method: string
  /** URL of the matched route; undefined if no route matched. */
  readonly route: string | undefined
  /** User name of the caller. */
  readonly caller: string | undefined
  /** Status of the response; undefined if no response was recorded. */
  readonly status: number | undefined
  readonly faultId: number | undefined
}

/** The length of a whole body in bytes; undefined if it is unknown. */
interface BodyLength {
  readonly bytes: number | undefined
}

/** A picture or another binary body of which all bytes are stored. */
interface PictureBody {
  readonly picture: Buffer
}

/** A body before it is written to the journal, or its length if no bytes will be stored. */
export type Body = string | Buffer | BodyLength | PictureBody

/** A request and its response, before they are written to the journal. */
export interface CompletedRequest extends RequestFacts {
  /** The URL without the tenant. */
  readonly url: string
  /** Alternating names and values. */
  readonly requestHeaders: readonly string[]
  readonly requestBody: Body
  readonly responseHeaders: Readonly<Record<string, unknown>>
  readonly responseBody: Body
  /** Message of the error with which the request failed, followed by its MessageDetail, if any; empty if the request did not fail. */
  readonly reason: string
  /** The value of the response header X-SuperOffice-Mock-Violations; empty if the response does not have this header. */
  readonly violations: string
}

/** The length of a body, and the part of the body that is stored. `picture` means all bytes of a picture or another binary body. */
export interface BodyPart extends BodyLength {
  readonly kept: 'all' | 'beginning' | 'none' | 'picture'
}

export interface KeptBody extends BodyPart {
  readonly content: Buffer
}

/** A request and its response, as read from the journal. The bytes of their bodies can change when the next request is recorded. */
export interface RecordedRequest extends RequestFacts {
  /** Number of the request within the journal of the tenant, counted from 1. */
  readonly id: number
  readonly url: string
  /** Alternating names and values. */
  readonly requestHeaders: readonly string[]
  readonly requestBody: KeptBody
  /** Alternating names and values. */
  readonly responseHeaders: readonly string[]
  readonly responseBody: KeptBody
  readonly reason: string
  readonly violations: string
  /** True if the response was recorded, but the connection was closed before all of it was sent. */
  readonly isCutOff: boolean
}

/** Splits the URL of a request into its path, and its query without the question mark. */
export function splitAddress ({ url }: Pick<RecordedRequest, 'url'>): { readonly path: string, readonly query: string } {
  const end = url.indexOf('?')
  return end < 0 ? { path: url, query: '' } : { path: url.slice(0, end), query: url.slice(end + 1) }
}

/** Yields pairs from alternating names and values. */
export function * pairHeaders (headers: readonly string[]): Generator<readonly [name: string, value: string]> {
  for (const [index, value] of headers.entries()) {
    if (index % 2 === 1) yield [assertDefined(headers[index - 1], 'A header has no name.'), value]
  }
}

/** Returns the request headers by lower-case name. Repeated headers are joined by commas. */
export function joinHeaders ({ requestHeaders }: RecordedRequest): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const [came, value] of pairHeaders(requestHeaders)) {
    const name = came.toLowerCase()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return headers
}
