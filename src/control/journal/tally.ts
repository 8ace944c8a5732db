import type { RecordedRequest } from './recorded-request.js'
import type { EntryReference } from '../../storage/journal-store.js'
import type { Criterion, Difference } from './criteria.js'

/** A request with its differences from the expected one. */
export interface DifferingRequest {
  readonly recorded: EntryReference
  readonly differences: readonly Difference[]
}

/** The outcome of a verification. */
export interface Outcome {
  readonly isHeld: boolean
  readonly count: number
  /** Number of requests of which it is unknown whether they match, for example because they were dropped or not stored completely. */
  readonly unknown: number
  /** The sentences of the message, except the one about the nearest request. */
  readonly message: string
  readonly nearest: DifferingRequest | undefined
}

/** Functions that describe requests in the message of a verification. */
export interface RequestDescriptions {
  /** Describes a request by values of its journal entry, such as its id, method and path. */
  describe (recorded: RecordedRequest): string
  /**
   * Describes a request that certainly matches `criterion`, was recorded before the request `before`, and is not one of `others`. Resolves
   * to undefined if no such request is found.
   */
  describeMatchBefore (before: EntryReference, criterion: Criterion, others: readonly EntryReference[]): Promise<string | undefined>
}

/** Compares requests with a verification, one after the other. */
export interface Tally {
  add (recorded: RecordedRequest, reference: EntryReference): void
  /** Counts requests whose entries were removed before they could be compared. */
  miss (count: number): void
  /** True if waiting for further requests can end: the verification holds, or too many requests match. */
  isDecided (): boolean
  outcome (): Promise<Outcome>
}

export type CreateTally = (names: RequestDescriptions) => Tally

/**
 * True if there are at most as many differences as in `nearest`, so that the latest of equally near requests is chosen. Also true if
 * `nearest` is undefined.
 */
export const isAsNear = (differences: readonly Difference[], nearest: DifferingRequest | undefined) =>
  differences.length <= (nearest?.differences.length ?? Infinity)

/** Returns sentences for the message of an undecided verification. */
export const undecidedSentence = (unknown: number) => `Requests that may match, but were dropped to free space or not kept completely: ${unknown}. ` +
  'Verify sooner, set Since, or raise SUPEROFFICE_MOCK_JOURNAL_SIZE.'
