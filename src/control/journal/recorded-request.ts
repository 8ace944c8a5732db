import { assertDefined } from '../../errors/assert-defined.js'

/** Limit of the bytes of a body that are kept: enough for all usual bodies, and small enough that 16 MiB hold many requests. */
export const MOST_BODY_BYTES = 64 * 1024

/** Properties of a recorded request with a fixed size. */
interface RequestFacts {
  /** Milliseconds since 1970 by the tenant's clock. */
  readonly time: number
  readonly milliseconds: number
  readonly method: string
  /** URL of the matched route; undefined if none matched. */
  readonly route: string | undefined
  /** User name of the caller, if known. */
  readonly caller: string | undefined
  /** Undefined if the connection ended before the response. */
  readonly status: number | undefined
  readonly faultId: number | undefined
}

/** Length of a body whose content is not kept; undefined if unknown. */
interface BodyOfBytes {
  readonly bytes: number | undefined
}

/** A picture that is small enough to be kept. */
interface PictureBody {
  readonly picture: Buffer
}

/** A body as received or sent. An empty or missing body is the empty string. */
export type Body = string | Buffer | BodyOfBytes | PictureBody

/** A request and its response as they are recorded. */
export interface CompletedRequest extends RequestFacts {
  /** Without the tenant prefix. */
  readonly url: string
  /** Alternating names and values. */
  readonly requestHeaders: readonly string[]
  readonly requestBody: Body
  readonly responseHeaders: Readonly<Record<string, unknown>>
  readonly responseBody: Body
  /** Error messages of the response; empty if it succeeded. */
  readonly reason: string
  /** Corrected and ignored properties of the request; empty if none. */
  readonly violations: string
}

/** The part of a body that is kept, and the length of the whole body. */
export interface BodyPart extends BodyOfBytes {
  readonly kept: 'all' | 'beginning' | 'none' | 'picture'
}

export interface KeptBody extends BodyPart {
  readonly content: Buffer
}

/** A request and its response as they are read from the log. The content of bodies is valid until the next request is recorded. */
export interface RecordedRequest extends RequestFacts {
  /** Sequence number within the tenant, from 1. */
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
  /** True if the connection was closed before the whole response was sent. */
  readonly isCutOff: boolean
}

/** Splits the URL of a request into its path and its query without the question mark. */
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
