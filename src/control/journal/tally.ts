import type { RecordedRequest } from './recorded-request.js'
import type { EntryReference } from '../../storage/journal-store.js'
import type { Criterion, Difference } from './criteria.js'

/** A request with its differences from the expected one. */
export interface DifferingRequest {
  readonly recorded: EntryReference
  readonly differences: readonly Difference[]
}

/** The outcome of a verification, before it is converted to a response. */
export interface Outcome {
  readonly isHeld: boolean
  readonly count: number
  /** Number of requests that may match but are not kept, or not completely. */
  readonly unknown: number
  /** The sentences of the message, without that about the nearest request. */
  readonly message: string
  readonly nearest: DifferingRequest | undefined
}

/** Descriptions of requests in the messages of a tally. */
export interface RequestDescriptions {
  /** Returns the id, method, path and status of a request, and the reason of a refusal, without secrets. */
  describe (recorded: RecordedRequest): string
  /** Describes the last request before the given one that matches the criterion, except `others`; undefined if none does. */
  describeMatchBefore (before: EntryReference, criterion: Criterion, others: readonly EntryReference[]): Promise<string | undefined>
}

/** Compares requests with a verification, one after the other. */
export interface Tally {
  add (recorded: RecordedRequest, reference: EntryReference): void
  /** Counts requests that are not kept. */
  miss (count: number): void
  /** True if no further request can change the result. */
  isDecided (): boolean
  outcome (): Promise<Outcome>
}

/** Creates an empty tally. */
export type CreateTally = (names: RequestDescriptions) => Tally

/** True if a request has at most as many differences as the nearest one so far. */
export const isAsNear = (differences: readonly Difference[], nearest: DifferingRequest | undefined) =>
  differences.length <= (nearest?.differences.length ?? Infinity)

/** Returns the last sentence of a verification whose result depends on requests that are not kept. */
export const undecidedSentence = (unknown: number) => `Requests that may match, but were dropped to free space or not kept completely: ${unknown}. ` +
  'Verify sooner, set Since, or raise SUPEROFFICE_MOCK_JOURNAL_SIZE.'
