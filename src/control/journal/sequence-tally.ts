import { sequenceBeside } from '../errors.js'
import type { LoggedCall } from './call-log.js'
import type { Criterion } from './criteria.js'
import { NOT_KEPT, isAsNear, type CallNames, type CreateTally, type DifferentCall } from './tally.js'
import { compileMatch, type Verification } from './verification.js'

/**
 * Compiles a verification of an order. Each match is met by the first call that fits it after the call of the match before: if the
 * sequence can be met at all, it is met that way.
 * @throws ApiError 400 for one that can never hold
 */
export function compileSequence (sequence: NonNullable<Verification['Sequence']>, { Match, Times }: Verification): CreateTally {
  if (Match !== undefined) throw sequenceBeside('Match')
  if (Times !== undefined) throw sequenceBeside('Times')
  const steps = sequence.map(compileMatch)

  return function createSequence (names) {
    const met: LoggedCall[] = []
    /** Steps that are met if each unknown call fitted the step that it could fit. */
    let possible = 0
    let unknown = 0
    let nearest: DifferentCall | undefined

    return {
      add (call, logged) {
        const hopeful = steps[possible]
        const isPossible = hopeful !== undefined && hopeful.differences(call).length === 0
        if (isPossible && !hopeful.isDecidable(call)) unknown++
        if (isPossible) possible++
        const step = steps[met.length]
        if (step === undefined) return
        const differences = step.differences(call)
        if (differences.length > 0) {
          if (isAsNear(differences, nearest)) nearest = { call: logged, differences }
        } else if (step.isDecidable(call)) {
          met.push(logged)
          nearest = undefined
        }
      },
      miss (calls) {
        unknown += calls
        possible += calls
      },
      isDecided: () => met.length === steps.length,
      async outcome () {
        const missing = steps[met.length]
        const outcome = { isHeld: missing === undefined, count: met.length, unknown }
        if (missing === undefined) return { ...outcome, message: `It holds: ${metWords(met)}.`, nearest: undefined }
        const found = `${metWords(met)}${met.length === 0 ? '' : ', and '}no ${met.length === 0 ? '' : 'later '}call fits Sequence[${met.length}]`
        const early = await earlySentence(met, missing, names)
        const message = possible >= steps.length
          ? `It cannot be said: ${found}, but ${unknown} more may have fitted, ${NOT_KEPT}`
          : `It does not hold: ${found}.${early}`
        return { ...outcome, message, nearest }
      },
    }
  }
}

/** Says which calls met the first steps; empty if none did. */
function metWords (met: readonly LoggedCall[]): string {
  const ids = met.map(({ id }) => id).join(', ')
  if (met.length === 0) return ''
  return met.length === 1 ? `call ${ids} fits Sequence[0]` : `the calls ${ids} fit Sequence[0] to Sequence[${met.length - 1}]`
}

/** Names a call that fits the missing step but came too early, after a blank. */
async function earlySentence (met: readonly LoggedCall[], missing: Criterion, { describeFittingBefore }: CallNames): Promise<string> {
  const last = met.at(-1)
  const early = last && await describeFittingBefore(last, missing, met)
  return early === undefined ? '' : ` It is fitted by ${early}, which came before.`
}
