import type { Call } from './call.js'
import type { LoggedCall } from './call-log.js'
import type { Criterion, Difference } from './criteria.js'

/** A call with what differs from what was expected. */
export interface DifferentCall {
  readonly call: LoggedCall
  readonly differences: readonly Difference[]
}

/** The outcome of a verification, before it is shown. */
export interface Outcome {
  readonly isHeld: boolean
  readonly count: number
  /** Calls that may have fitted, but are not kept, or not in whole. */
  readonly unknown: number
  /** Sentences, without that about the nearest call. */
  readonly message: string
  readonly nearest: DifferentCall | undefined
}

/** How messages of a tally name calls. */
export interface CallNames {
  /** Returns the id of a call, its method and path, and how it was answered, without its secrets. */
  describe (call: Call): string
  /** Describes the last call before the given one that fits the criterion and is none of the others; undefined if there is none. */
  describeFittingBefore (before: LoggedCall, criterion: Criterion, others: readonly LoggedCall[]): Promise<string | undefined>
}

/** Compares calls with a verification, one after the other. */
export interface Tally {
  add (call: Call, logged: LoggedCall): void
  /** Adds calls of which nothing is known. */
  miss (calls: number): void
  /** True if no further call can change whether it holds. */
  isDecided (): boolean
  outcome (): Promise<Outcome>
}

/** Creates a tally without calls. */
export type CreateTally = (names: CallNames) => Tally

/** True if the first differences are as few as those of the nearest call so far. */
export const isAsNear = (differences: readonly Difference[], nearest: DifferentCall | undefined) =>
  differences.length <= (nearest?.differences.length ?? Infinity)

/** End of messages about a verification that dropped calls could decide. */
export const NOT_KEPT = 'which were dropped for space or are not kept whole. Verify sooner, give Since, or raise SUPEROFFICE_MOCK_JOURNAL_SIZE.'
