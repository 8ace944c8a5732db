/** The statuses that an Answer can have. */
export const FAULT_STATUSES = [400, 401, 403, 404, 408, 409, 412, 421, 429, 500, 502, 503, 504] as const

/** A status that an Answer can have. */
export type FaultStatus = typeof FAULT_STATUSES[number]

/** Statuses of responses that can have the header Retry-After. */
type RetryableStatus = 429 | 503

/** Properties of an action with a phase. `after` applies the action after the request was executed, `before` instead of or before that. */
interface Phased { Phase?: 'before' | 'after' }

/** The body and headers of a response, such as those of a gateway. */
interface OwnResponse {
  /** An object or array is sent as JSON. A string is sent as HTML, unless `Headers` has another Content-Type. */
  Body?: string | object
  /** Values of headers by their name, such as Content-Type. */
  Headers?: Record<string, string>
}

interface Delayed extends Phased { Action: 'Delay', Milliseconds: number }

/** Waits. */
export type DelayAction =
  | Delayed & { Distribution?: 'fixed' }
  | Delayed & { Distribution: 'uniform', MaxMilliseconds: number }
  | Delayed & { Distribution: 'lognormal', Sigma: number }

/** Responds to the request with a failure. */
export type AnswerAction = Phased & OwnResponse & { Action: 'Answer' } & (
  | { Status: Exclude<FaultStatus, RetryableStatus> }
  | { Status: RetryableStatus, RetryAfter?: number }
)

/** Closes the connection without a response, or resets it. */
export type CloseAction = Phased & { Action: 'Drop' | 'Reset' }

interface Altering { Phase?: 'after' }

/** Changes the bytes of the response. */
export type AlterAction = Altering & (
  | { Action: 'Malform' }
  | { Action: 'Truncate', Bytes?: number }
  | { Action: 'Truncate', Fraction: number }
  | { Action: 'Trickle', ChunkBytes: number, Milliseconds: number }
  | { Action: 'Trickle', TotalMilliseconds: number }
)

/** An action of a fault rule. The type allows only parameters that the action supports. */
export type FaultAction = DelayAction | AnswerAction | CloseAction | AlterAction
