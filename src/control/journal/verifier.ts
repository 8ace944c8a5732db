import type { RecordedRequest } from './recorded-request.js'
import { compileCount } from './count-tally.js'
import { parseSince } from './criteria.js'
import { createJournalEntry } from './entry.js'
import { createNearestRequest, nearestSentence } from './nearest-request.js'
import type { Redaction } from './redaction/redaction.js'
import { compileSequence } from './sequence-tally.js'
import type { RequestDescriptions, CreateTally, DifferingRequest, Outcome, Tally } from './tally.js'
import { shortText } from '../../errors/expectation.js'
import { isSince, type JournalStore, type EntryReference, type Since } from '../../storage/journal-store.js'
import type { Verification, VerificationResult } from './verification.js'

export interface JournalReader extends Pick<JournalStore, 'after' | 'waitFor'> {
  /** Calls `visit` for each reference in order, until `visit` returns false. `recorded` is undefined if its entry was removed. */
  each (tenant: string, references: readonly EntryReference[], visit: (recorded: RecordedRequest | undefined, reference: EntryReference) => boolean | void): Promise<void>
}

export interface Verifier {
  /**
   * Returns the result of a verification. Waits for further requests unless, for example, the verification holds, too many requests match,
   * the time is over, or the signal has aborted.
   * @throws ApiError 400 for an invalid verification; in `TenantJournals`, also if JOURNAL_SIZE is 0
   */
  verify (tenant: string, verification: Verification, signal?: AbortSignal): Promise<VerificationResult>
}

export function createVerifier ({ after, waitFor, each }: JournalReader, compileRequestRedaction: (recorded: RecordedRequest) => Redaction): Verifier['verify'] {
  const addTo = (tenant: string, references: readonly EntryReference[], tally: Tally) => each(tenant, references, (recorded, reference) => {
    if (recorded === undefined) tally.miss(1)
    else tally.add(recorded, reference)
  })

  /**
   * Compares the recorded requests with the verification, and then new requests. Ends when the verification is decided, or when `waitFor`
   * resolves without a new request.
   */
  async function tallyUp (tenant: string, createTally: CreateTally, since: Since, patienceMs: number, signal?: AbortSignal): Promise<Tally> {
    const deadline = performance.now() + patienceMs
    const first = await after(tenant, since)
    const names = createNames(tenant, since)
    let tally = createTally(names)
    tally.miss(first.dropped)
    await addTo(tenant, first.references, tally)
    let { lastId, clearedId } = first
    while (!tally.isDecided()) {
      await waitFor(tenant, lastId, deadline - performance.now(), signal)
      const next = await after(tenant, { id: lastId })
      // The comparison starts again if the journal was cleared, because cleared requests do not count.
      if (next.clearedId !== clearedId) tally = createTally(names)
      clearedId = next.clearedId
      if (next.lastId === lastId) break
      lastId = next.lastId
      tally.miss(next.dropped)
      await addTo(tenant, next.references.filter(recorded => isSince(recorded, since)), tally)
    }
    return tally
  }

  function describe (recorded: RecordedRequest): string {
    const { Id, Method, Path, Status, Reason } = createJournalEntry(recorded, compileRequestRedaction(recorded))
    return `request ${Id}, ${Method} ${shortText(Path)}, ${Status ?? 'without a response'}${Reason === null ? '' : ` (${shortText(Reason)})`}`
  }

  const createNames = (tenant: string, since: Since): RequestDescriptions => ({
    describe,
    async describeMatchBefore (before, criterion, others) {
      const ids = others.map(({ id }) => id)
      const { references } = await after(tenant, since)
      let found: string | undefined
      await each(tenant, references.filter(({ id }) => id < before.id && !ids.includes(id)).reverse(), recorded => {
        if (recorded !== undefined && criterion.isDecidable(recorded) && criterion.differences(recorded).length === 0) found = describe(recorded)
        return found === undefined
      })
      return found
    },
  })

  /** Returns the nearest request with its differences from the expected request; null if its entry was removed after the comparison. */
  async function shownNearest (tenant: string, { recorded: reference, differences }: DifferingRequest): Promise<VerificationResult['Nearest']> {
    let shown: VerificationResult['Nearest'] = null
    await each(tenant, [reference], recorded => { if (recorded !== undefined) shown = createNearestRequest(recorded, differences, compileRequestRedaction(recorded)) })
    return shown
  }

  async function createResult (tenant: string, { isHeld, count, unknown, message, nearest }: Outcome): Promise<VerificationResult> {
    const Nearest = nearest === undefined ? null : await shownNearest(tenant, nearest)
    return { Held: isHeld, Count: count, Unknown: unknown, Message: Nearest === null ? message : `${message} ${nearestSentence(Nearest)}`, Nearest }
  }

  return async function verify (tenant, verification, signal) {
    const { Sequence, Since = 0, WaitForMilliseconds = 0 } = verification
    const createTally = Sequence === undefined ? compileCount(verification) : compileSequence(Sequence, verification)
    const since = parseSince(Since)
    const tally = await tallyUp(tenant, createTally, since, WaitForMilliseconds, signal)
    return createResult(tenant, await tally.outcome())
  }
}
