/** The statuses that an Answer can have. */
export const FAULT_STATUSES = [400, 401, 403, 404, 408, 409, 412, 421, 429, 500, 502, 503, 504] as const

/** A status that an Answer can have. */
export type FaultStatus = typeof FAULT_STATUSES[number]

/** Statuses whose responses may have a Retry-After header. */
type RetryableStatus = 429 | 503

/** With `after`, the request is executed before the action is applied. */
interface Phased { Phase?: 'before' | 'after' }

/** The body and headers of a response, for example those of a gateway. */
interface OwnResponse {
  /** A string, which is sent as HTML unless `Headers` has another Content-Type, or an object or array, which is sent as JSON. */
  Body?: string | object
  /** Headers by name, such as Content-Type. */
  Headers?: Record<string, string>
}

interface Delayed extends Phased { Action: 'Delay', Milliseconds: number }

/** Waits. */
export type DelayAction =
  | Delayed & { Distribution?: 'fixed' }
  | Delayed & { Distribution: 'uniform', MaxMilliseconds: number }
  | Delayed & { Distribution: 'lognormal', Sigma: number }

/** Responds with a failure. */
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

/** An action of a fault rule, with the parameters that it supports. */
export type FaultAction = DelayAction | AnswerAction | CloseAction | AlterAction
