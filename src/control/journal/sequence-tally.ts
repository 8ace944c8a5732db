import { sequenceBeside } from '../errors.js'
import type { EntryReference } from '../../storage/journal-store.js'
import type { Criterion } from './criteria.js'
import { undecidedSentence, isAsNear, type RequestDescriptions, type CreateTally, type DifferingRequest } from './tally.js'
import { compileMatch, type Verification } from './verification.js'

/**
 * Compiles a verification of the order of requests. Each step selects the first request that certainly matches the step and was recorded
 * after the request of the previous step.
 * @throws ApiError 400 if Match or Times is combined with Sequence, or if a step is invalid
 */
export function compileSequence (sequence: NonNullable<Verification['Sequence']>, { Match, Times }: Verification): CreateTally {
  if (Match !== undefined) throw sequenceBeside('Match')
  if (Times !== undefined) throw sequenceBeside('Times')
  const steps = sequence.map(compileMatch)

  return function createSequence (names) {
    const met: EntryReference[] = []
    /** Upper bound for the number of steps that are met if all requests that may match do match. */
    let possible = 0
    /** Number of requests that may match `steps[possible]`, but, for example, were dropped or not stored completely. */
    let unknown = 0
    let nearest: DifferingRequest | undefined

    return {
      add (recorded, reference) {
        const hopeful = steps[possible]
        const isPossible = hopeful !== undefined && hopeful.differences(recorded).length === 0
        if (isPossible && !hopeful.isDecidable(recorded)) unknown++
        if (isPossible) possible++
        const step = steps[met.length]
        if (step === undefined) return
        const differences = step.differences(recorded)
        if (differences.length > 0) {
          if (isAsNear(differences, nearest)) nearest = { recorded: reference, differences }
        } else if (step.isDecidable(recorded)) {
          met.push(reference)
          nearest = undefined
        }
      },
      miss (count) {
        unknown += count
        possible += count
      },
      isDecided: () => met.length === steps.length,
      async outcome () {
        const missing = steps[met.length]
        const outcome = { isHeld: missing === undefined, count: met.length, unknown }
        if (missing === undefined) return { ...outcome, message: `The verification holds: ${metWords(met)}.`, nearest: undefined }
        const found = `${metWords(met)}${met.length === 0 ? '' : ', and '}no ${met.length === 0 ? '' : 'later '}request matches Sequence[${met.length}].`
        const early = await earlySentence(met, missing, names)
        const message = possible >= steps.length
          ? `The verification is undecided: ${found} ${undecidedSentence(unknown)}`
          : `The verification fails: ${found}${early}`
        return { ...outcome, message, nearest }
      },
    }
  }
}

function metWords (met: readonly EntryReference[]): string {
  const ids = met.map(({ id }) => id).join(', ')
  if (met.length === 0) return ''
  return met.length === 1 ? `request ${ids} matches Sequence[0]` : `requests ${ids} match Sequence[0] to Sequence[${met.length - 1}]`
}

/**
 * Returns a sentence about a request that matches the step `missing`, but was recorded before the request of the previous step. Returns ""
 * if no such request is found.
 */
async function earlySentence (met: readonly EntryReference[], missing: Criterion, { describeMatchBefore }: RequestDescriptions): Promise<string> {
  const last = met.at(-1)
  const early = last && await describeMatchBefore(last, missing, met)
  return early === undefined ? '' : ` An earlier one matches it: ${early}.`
}
