import type { Call } from './call.js'
import { compileCount } from './count-tally.js'
import { sinceOf } from './criteria.js'
import { entryOf } from './entry.js'
import { nearestCall, nearestSentence } from './nearest-call.js'
import type { Redaction } from './redaction/redaction.js'
import { compileSequence } from './sequence-tally.js'
import type { CallNames, CreateTally, DifferentCall, Outcome, Tally } from './tally.js'
import { shortText } from '../../errors/expectation.js'
import { isSince, type JournalStore, type LoggedCall, type Since } from '../../storage/journal-store.js'
import type { Verification, VerificationResult } from './verification.js'

/** Access to the journals for verifications. */
export interface JournalReader extends Pick<JournalStore, 'after' | 'waitFor'> {
  /** Calls `visit` with each request in the given order, or with undefined if it was dropped, until it returns false. */
  each (tenant: string, calls: readonly LoggedCall[], visit: (call: Call | undefined, logged: LoggedCall) => boolean | void): Promise<void>
}

export interface Verifier {
  /**
   * Returns the result of a verification when it is decided, at its timeout or at the signal.
   * @throws ApiError 400 for a verification that can never hold, or if no request is kept
   */
  verify (tenant: string, verification: Verification, signal?: AbortSignal): Promise<VerificationResult>
}

export function createVerifier ({ after, waitFor, each }: JournalReader, redactionOf: (call: Call) => Redaction): Verifier['verify'] {
  const addTo = (tenant: string, calls: readonly LoggedCall[], tally: Tally) => each(tenant, calls, (call, logged) => {
    if (call === undefined) tally.miss(1)
    else tally.add(call, logged)
  })

  /** Compares requests until the verification is decided, at its timeout or at the signal. */
  async function tallyUp (tenant: string, createTally: CreateTally, since: Since, patienceMs: number, signal?: AbortSignal): Promise<Tally> {
    const deadline = performance.now() + patienceMs
    const first = await after(tenant, since)
    const names = createNames(tenant, since)
    let tally = createTally(names)
    tally.miss(first.dropped)
    await addTo(tenant, first.calls, tally)
    let { lastId, clearedId } = first
    while (!tally.isDecided()) {
      await waitFor(tenant, lastId, deadline - performance.now(), signal)
      const next = await after(tenant, { id: lastId })
      // Requests that were cleared meanwhile no longer count.
      if (next.clearedId !== clearedId) tally = createTally(names)
      clearedId = next.clearedId
      if (next.lastId === lastId) break
      lastId = next.lastId
      tally.miss(next.dropped)
      await addTo(tenant, next.calls.filter(call => isSince(call, since)), tally)
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
      const { calls } = await after(tenant, since)
      let found: string | undefined
      await each(tenant, calls.filter(({ id }) => id < before.id && !ids.includes(id)).reverse(), call => {
        if (call !== undefined && criterion.differences(call).length === 0) found = describe(call)
        return found === undefined
      })
      return found
    },
  })

  /** Returns the nearest request, unless it was dropped meanwhile. */
  async function shownNearest (tenant: string, { call: logged, differences }: DifferentCall): Promise<VerificationResult['Nearest']> {
    let shown: VerificationResult['Nearest'] = null
    await each(tenant, [logged], call => { if (call !== undefined) shown = nearestCall(call, differences, redactionOf(call)) })
    return shown
  }

  async function resultOf (tenant: string, { isHeld, count, unknown, message, nearest }: Outcome): Promise<VerificationResult> {
    const Nearest = nearest === undefined ? null : await shownNearest(tenant, nearest)
    return { Held: isHeld, Count: count, Unknown: unknown, Message: Nearest === null ? message : `${message} ${nearestSentence(Nearest)}`, Nearest }
  }

  return async function verify (tenant, verification, signal) {
    const { Sequence, Since = 0, WaitForMilliseconds = 0 } = verification
    const createTally = Sequence === undefined ? compileCount(verification) : compileSequence(Sequence, verification)
    const since = sinceOf(Since)
    const tally = await tallyUp(tenant, createTally, since, WaitForMilliseconds, signal)
    return resultOf(tenant, await tally.outcome())
  }
}
