import type { ErrorBody } from '../../errors.js'

/** Most bytes of a body that are kept. */
export const MOST_BODY_BYTES = 64 * 1024

/** About what there is of a call beside its texts. */
const CALL_BYTES = 1000

/** What is kept of a body of which not all is: its beginning, or nothing, and of how many bytes it was, where that is known. */
export interface PartOfBody {
  readonly beginning: Buffer | undefined
  readonly bytes: number | undefined
}

/** A body as it came or went; one that is empty, or that there is not, is the empty text. */
export type KeptBody = string | Buffer | PartOfBody

/** A call as it is kept: what is there anyway, of which an entry is made when somebody reads it. */
export interface Call {
  /** Counts the calls of the tenant, from 1. */
  readonly id: number
  /** By the clock of the tenant, in milliseconds since 1970. */
  readonly time: number
  readonly milliseconds: number
  readonly method: string
  /** Without the tenant. */
  readonly url: string
  /** Undefined when no route takes the call. */
  readonly route: string | undefined
  /** The user name, if the call has one. */
  readonly caller: string | undefined
  /** Names and values in turn. */
  readonly requestHeaders: readonly string[]
  readonly requestBody: KeptBody
  /** Undefined when the connection ended before the answer. */
  readonly status: number | undefined
  readonly answerHeaders: Readonly<Record<string, unknown>>
  readonly answerBody: KeptBody
  readonly faultId: number | undefined
  readonly failure: ErrorBody | undefined
}

/** What is kept of a text. */
export function keepText (body: string | Buffer): KeptBody {
  if (body.length <= MOST_BODY_BYTES) return body
  // A part of a text or of bytes would hold the memory of the whole.
  return { beginning: Buffer.from(body.slice(0, MOST_BODY_BYTES)).subarray(0, MOST_BODY_BYTES), bytes: Buffer.byteLength(body) }
}

/** About how much memory a call holds. */
export function bytesOf ({ url, requestHeaders, requestBody, answerBody }: Omit<Call, 'id'>): number {
  let bytes = CALL_BYTES + url.length + keptBytesOf(requestBody) + keptBytesOf(answerBody)
  for (const text of requestHeaders) bytes += text.length
  return bytes
}

function keptBytesOf (body: KeptBody): number {
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body.length
  return body.beginning?.length ?? 0
}
