import type { Call } from './call.js'
import type { LoggedCall } from './call-log.js'
import { compileCount } from './count-tally.js'
import { isSince, sinceOf, type Since } from './criteria.js'
import { entryOf } from './entry.js'
import { nearestCall, nearestSentence } from './nearest-call.js'
import type { Redaction } from './redaction/redaction.js'
import { compileSequence } from './sequence-tally.js'
import type { CallNames, CreateTally, DifferentCall, Outcome, Tally } from './tally.js'
import { shortText } from '../../errors/expectation.js'
import { takeTurn } from '../../http/turns.js'
import type { Verification, VerificationResult } from './verification.js'

/** Part of a journal. */
export interface JournalPart {
  readonly calls: readonly LoggedCall[]
  /** Number of dropped requests that may belong to it. */
  readonly dropped: number
  /** Id of the tenant's last request; 0 if there was none. */
  readonly lastId: number
  /** The value of `lastId` when the journal was cleared. */
  readonly clearedId: number
}

/** Access to the journals for verifications. */
export interface JournalReader {
  /** Returns the kept requests after an id or an instant. */
  after (tenant: string, since: Since): JournalPart
  /** Waits for a request after the id, until the timeout or the signal. */
  waitFor (tenant: string, id: number, patienceMs: number, signal?: AbortSignal): Promise<void>
  /** Returns a request, or undefined if it was dropped. */
  read (call: LoggedCall): Call | undefined
}

export interface Verifier {
  /**
   * Returns the result of a verification when it is decided, at its timeout or at the signal.
   * @throws ApiError 400 for a verification that can never hold, or if no request is kept
   */
  verify (tenant: string, verification: Verification, signal?: AbortSignal): Promise<VerificationResult>
}

export function createVerifier ({ after, waitFor, read }: JournalReader, redactionOf: (call: Call) => Redaction): Verifier['verify'] {
  async function addTo (calls: readonly LoggedCall[], tally: Tally): Promise<void> {
    for (const logged of calls) {
      await takeTurn()
      // It may have been dropped during a turn of the event loop.
      const call = read(logged)
      if (call === undefined) tally.miss(1)
      else tally.add(call, logged)
    }
  }

  /** Compares requests until the verification is decided, at its timeout or at the signal. */
  async function tallyUp (tenant: string, createTally: CreateTally, since: Since, patienceMs: number, signal?: AbortSignal): Promise<Tally> {
    const deadline = performance.now() + patienceMs
    const first = after(tenant, since)
    const names = createNames(tenant, since)
    let tally = createTally(names)
    tally.miss(first.dropped)
    await addTo(first.calls, tally)
    let { lastId, clearedId } = first
    while (!tally.isDecided()) {
      await waitFor(tenant, lastId, deadline - performance.now(), signal)
      const next = after(tenant, { id: lastId })
      // Requests that were cleared meanwhile no longer count.
      if (next.clearedId !== clearedId) tally = createTally(names)
      clearedId = next.clearedId
      if (next.lastId === lastId) break
      lastId = next.lastId
      tally.miss(next.dropped)
      await addTo(next.calls.filter(call => isSince(call, since)), tally)
    }
    return tally
  }

  function describe (call: Call): string {
    const { Id, Method, Path, Status, Reason } = entryOf(call, redactionOf(call))
    return `request ${Id}, ${Method} ${shortText(Path)}, ${Status ?? 'without a response'}${Reason === null ? '' : ` (${shortText(Reason)})`}`
  }

  const createNames = (tenant: string, since: Since): CallNames => ({
    describe,
    async describeMatchBefore (before, criterion, others) {
      const ids = others.map(({ id }) => id)
      for (const logged of after(tenant, since).calls.filter(({ id }) => id < before.id && !ids.includes(id)).reverse()) {
        await takeTurn()
        const call = read(logged)
        if (call !== undefined && criterion.differences(call).length === 0) return describe(call)
      }
      return undefined
    },
  })

  /** Returns the nearest request, unless it was dropped meanwhile. */
  function shownNearest (nearest: DifferentCall | undefined): VerificationResult['Nearest'] {
    const call = nearest && read(nearest.call)
    return nearest === undefined || call === undefined ? null : nearestCall(call, nearest.differences, redactionOf(call))
  }

  function resultOf ({ isHeld, count, unknown, message, nearest }: Outcome): VerificationResult {
    const Nearest = shownNearest(nearest)
    return { Held: isHeld, Count: count, Unknown: unknown, Message: Nearest === null ? message : `${message} ${nearestSentence(Nearest)}`, Nearest }
  }

  return async function verify (tenant, verification, signal) {
    const { Sequence, Since = 0, WaitForMilliseconds = 0 } = verification
    const createTally = Sequence === undefined ? compileCount(verification) : compileSequence(Sequence, verification)
    const since = sinceOf(Since)
    const tally = await tallyUp(tenant, createTally, since, WaitForMilliseconds, signal)
    return resultOf(await tally.outcome())
  }
}
