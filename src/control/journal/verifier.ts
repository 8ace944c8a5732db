import type { Call } from './call.js'
import type { LoggedCall } from './call-log.js'
import { isSince, sinceOf, type Criterion, type Difference, type Since } from './criteria.js'
import { nearestCall, nearestSentence } from './nearest-call.js'
import type { Redaction } from './redaction/redaction.js'
import { takeTurn } from '../../http/turns.js'
import { boundsOf, compileMatch, type Bounds, type Verification, type VerificationResult } from './verification.js'

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

/** What a verification reads of the journals. */
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

/** Results of the comparison so far. */
interface Findings {
  fitted: number
  /** Requests that may have matched, but are not kept in whole. */
  unknown: number
  nearest: { readonly call: LoggedCall, readonly differences: readonly Difference[] } | undefined
}

export function createVerifier ({ after, waitFor, read }: JournalReader, redactionOf: (call: Call) => Redaction): Verifier['verify'] {
  async function look (calls: readonly LoggedCall[], criterion: Criterion, findings: Findings): Promise<void> {
    for (const logged of calls) {
      await takeTurn()
      // It may have been dropped during a turn of the event loop.
      const call = read(logged)
      if (call === undefined) findings.unknown++
      else judge(call, logged, criterion, findings)
    }
  }

  /** Shows the nearest request, unless it was dropped meanwhile. */
  function shownNearest ({ nearest }: Findings): VerificationResult['Nearest'] {
    const call = nearest && read(nearest.call)
    return nearest === undefined || call === undefined ? null : nearestCall(call, nearest.differences, redactionOf(call))
  }

  return async function verify (tenant, { Match = {}, Times = {}, Since = 0, WaitForMilliseconds = 0 }, signal) {
    const criterion = compileMatch(Match)
    const bounds = boundsOf(Times)
    const since = sinceOf(Since)
    const deadline = performance.now() + WaitForMilliseconds
    const first = after(tenant, since)
    let findings: Findings = { fitted: 0, unknown: first.dropped, nearest: undefined }
    await look(first.calls, criterion, findings)
    let { lastId, clearedId } = first
    while (!isDecided(findings, bounds)) {
      await waitFor(tenant, lastId, deadline - performance.now(), signal)
      const next = after(tenant, { id: lastId })
      // Requests that were cleared meanwhile no longer count.
      if (next.clearedId !== clearedId) findings = { fitted: 0, unknown: 0, nearest: undefined }
      clearedId = next.clearedId
      if (next.lastId === lastId) break
      lastId = next.lastId
      findings.unknown += next.dropped
      await look(next.calls.filter(call => isSince(call, since)), criterion, findings)
    }
    return resultOf(findings, bounds, findings.fitted < bounds.least ? shownNearest(findings) : null)
  }
}

function judge (call: Call, logged: LoggedCall, criterion: Criterion, findings: Findings): void {
  const differences = criterion.differences(call)
  if (differences.length > 0) {
    if (differences.length <= (findings.nearest?.differences.length ?? Infinity)) findings.nearest = { call: logged, differences }
  } else if (criterion.isDecidable(call)) {
    findings.fitted++
  } else {
    findings.unknown++
  }
}

/** True if the bounds are met however many of the unknown requests matched. */
const isHeld = ({ fitted, unknown }: Findings, { least, most }: Bounds) => fitted >= least && fitted + unknown <= most

/** True if no further request can change the result. */
const isDecided = (findings: Findings, bounds: Bounds) => isHeld(findings, bounds) || findings.fitted > bounds.most

function resultOf (findings: Findings, bounds: Bounds, Nearest: VerificationResult['Nearest']): VerificationResult {
  const { fitted, unknown } = findings
  const sentence = sentenceOf(findings, bounds)
  return {
    Held: isHeld(findings, bounds),
    Count: fitted,
    Unknown: unknown,
    Message: Nearest === null ? sentence : `${sentence} ${nearestSentence(Nearest)}`,
    Nearest,
  }
}

function sentenceOf (findings: Findings, bounds: Bounds): string {
  const { fitted, unknown } = findings
  const found = `${fitted} ${fitted === 1 ? 'call' : 'calls'} fitted, and there had to be ${bounds.words}`
  if (isHeld(findings, bounds)) return `It holds: ${found}.`
  // It would hold if some of the unknown requests matched.
  if (fitted <= bounds.most && fitted + unknown >= bounds.least) {
    return `It cannot be said: ${found}, but ${unknown} more may have fitted, which were dropped for space or are not kept whole. ` +
      'Verify sooner, give Since, or raise SUPEROFFICE_MOCK_JOURNAL_SIZE.'
  }
  return `It does not hold: ${found}.`
}
