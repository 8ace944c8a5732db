/** The statuses that an Answer can have. */
export const FAULT_STATUSES = [400, 401, 403, 404, 408, 409, 412, 421, 429, 500, 502, 503, 504] as const

/** A status that an Answer can have. */
export type FaultStatus = typeof FAULT_STATUSES[number]

/** Statuses with which an Answer can have `RetryAfter`. */
type RetryableStatus = 429 | 503

/** An action with a phase. `before`, the default, applies the action before the request is executed; `after` applies it to the response. */
interface Phased { Phase?: 'before' | 'after' }

/** The body and headers of an Answer, for example to simulate the response of a gateway. */
interface OwnResponse {
  /** An object or array is sent as JSON, and a string as HTML. A Content-Type in `Headers` takes precedence. */
  Body?: string | object
  /** Values of response headers by name. */
  Headers?: Record<string, string>
}

interface Delayed extends Phased { Action: 'Delay', Milliseconds: number }

/** Delays the execution of the request. With the phase `after`, delays the response instead. */
export type DelayAction =
  | Delayed & { Distribution?: 'fixed' }
  | Delayed & { Distribution: 'uniform', MaxMilliseconds: number }
  | Delayed & { Distribution: 'lognormal', Sigma: number }

/** Responds to the request with a failure. */
export type AnswerAction = Phased & OwnResponse & { Action: 'Answer' } & (
  | { Status: Exclude<FaultStatus, RetryableStatus> }
  | { Status: RetryableStatus, RetryAfter?: number }
)

/** Closes (Drop) or resets (Reset) the connection without a response. */
export type CloseAction = Phased & { Action: 'Drop' | 'Reset' }

interface Altering { Phase?: 'after' }

/** Malform overwrites bytes of the response, Truncate sends only the first bytes, and Trickle sends the bytes in chunks with pauses. */
export type AlterAction = Altering & (
  | { Action: 'Malform' }
  | { Action: 'Truncate', Bytes?: number }
  | { Action: 'Truncate', Fraction: number }
  | { Action: 'Trickle', ChunkBytes: number, Milliseconds: number }
  | { Action: 'Trickle', TotalMilliseconds: number }
)

/** An action of a fault rule. The type allows only parameters that the action supports. */
export type FaultAction = DelayAction | AnswerAction | CloseAction | AlterAction
