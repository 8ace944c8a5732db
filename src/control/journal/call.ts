/** Most bytes of a body that are kept. */
export const MOST_BODY_BYTES = 64 * 1024

/** What a call and its answer say beside their texts. */
export interface CallFacts {
  /** By the clock of the tenant, in milliseconds since 1970. */
  readonly time: number
  readonly milliseconds: number
  readonly method: string
  /** Undefined when no route takes the call. */
  readonly route: string | undefined
  /** The user name, if the call has one. */
  readonly caller: string | undefined
  /** Undefined when the connection ended before the answer. */
  readonly status: number | undefined
  readonly faultId: number | undefined
}

/** A body of which nothing is kept, and of how many bytes it was, where that is known. */
export interface BodyOfBytes {
  readonly bytes: number | undefined
}

/** A body as it came or went; one that is empty, or that there is not, is the empty text. */
export type Body = string | Buffer | BodyOfBytes

/** A call as it is recorded: what is there anyway. */
export interface NewCall extends CallFacts {
  /** Without the tenant. */
  readonly url: string
  /** Names and values in turn. */
  readonly requestHeaders: readonly string[]
  readonly requestBody: Body
  readonly answerHeaders: Readonly<Record<string, unknown>>
  readonly answerBody: Body
  /** Why it was refused, in sentences. */
  readonly reason: string
}

/** How much of a body is kept, and of how many bytes it was. */
export interface BodyPart extends BodyOfBytes {
  readonly kept: 'all' | 'beginning' | 'none'
}

export interface KeptBody extends BodyPart {
  readonly content: Buffer
}

/** A call as it is read. Its texts are those of the log until the next call is recorded. */
export interface Call extends CallFacts {
  /** Counts the calls of the tenant, from 1. */
  readonly id: number
  /** How many bytes are kept of it. */
  readonly size: number
  readonly url: string
  /** Names and values in turn. */
  readonly requestHeaders: readonly string[]
  readonly requestBody: KeptBody
  /** Names and values in turn. */
  readonly answerHeaders: readonly string[]
  readonly answerBody: KeptBody
  readonly reason: string
  /** True if the connection was closed before the whole response was sent. */
  readonly isCutOff: boolean
}
