import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Call } from './call.js'
import type { LoggedCall } from './call-log.js'
import { isSince, sinceOf, type Criterion, type Difference } from './criteria.js'
import { nearestCall, nearestSentence } from './nearest-call.js'
import type { TenantJournals } from './tenant-journals.js'
import { boundsOf, compileMatch, type Bounds, type VerificationResult } from './verification.js'

/** Bytes of calls that are looked at before others are answered. */
const BYTES_AT_ONCE = 256 * 1024

/** What was found, as far as it was looked. */
interface Findings {
  fitted: number
  /** Calls that may have fitted. */
  unknown: number
  nearest: { readonly call: LoggedCall, readonly differences: readonly Difference[] } | undefined
}

export function createVerifier ({ after, waitFor, read }: Pick<TenantJournals, 'after' | 'waitFor' | 'read'>): TenantJournals['verify'] {
  async function look (calls: readonly LoggedCall[], criterion: Criterion, findings: Findings): Promise<void> {
    let bytes = 0
    for (const logged of calls) {
      // It may have been dropped while others were looked at.
      const call = read(logged)
      if (call === undefined) {
        findings.unknown++
        continue
      }
      judge(call, logged, criterion, findings)
      bytes += call.size
      if (bytes < BYTES_AT_ONCE) continue
      bytes = 0
      await nextTurn()
    }
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
      // What was cleared meanwhile counts no more.
      if (next.clearedId !== clearedId) findings = { fitted: 0, unknown: 0, nearest: undefined }
      clearedId = next.clearedId
      if (next.lastId === lastId) break
      lastId = next.lastId
      findings.unknown += next.dropped
      await look(next.calls.filter(call => isSince(call, since)), criterion, findings)
    }
    const nearest = findings.nearest && read(findings.nearest.call)
    return resultOf(findings, bounds, nearest)
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

/** Whether it holds whatever the unknown calls were. */
const isHeld = ({ fitted, unknown }: Findings, { least, most }: Bounds) => fitted >= least && fitted + unknown <= most

/** Whether no further call can change it. */
const isDecided = (findings: Findings, bounds: Bounds) => isHeld(findings, bounds) || findings.fitted > bounds.most

/** @param call the nearest, unless it was dropped meanwhile */
function resultOf (findings: Findings, bounds: Bounds, call: Call | undefined): VerificationResult {
  const { fitted, unknown, nearest } = findings
  const isShort = fitted < bounds.least
  const Nearest = isShort && nearest !== undefined && call !== undefined ? nearestCall(call, nearest.differences) : null
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
  // With the unknown ones it might.
  if (fitted <= bounds.most && fitted + unknown >= bounds.least) {
    return `It cannot be said: ${found}, but ${unknown} more may have fitted, which were dropped for space or are not kept whole. ` +
      'Verify sooner, give Since, or more space by JOURNAL_SIZE.'
  }
  return `It does not hold: ${found}.`
}
