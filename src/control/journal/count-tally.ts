import type { Static } from '@sinclair/typebox'
import { timesImpossible } from '../errors.js'
import { undecidedSentence, isAsNear, type CreateTally, type DifferingRequest } from './tally.js'
import { compileMatch, type TimesSchema, type Verification } from './verification.js'

/** Maximum number of superfluous requests that a message lists. */
const MOST_NAMED = 3

interface Bounds {
  readonly least: number
  readonly most: number
  /** The description of the range, which follows "expected" in messages: `at least 1`. */
  readonly words: string
}

function readBounds ({ Exactly, AtLeast, AtMost }: Static<typeof TimesSchema>): Bounds {
  if (Exactly !== undefined) {
    if (AtLeast !== undefined || AtMost !== undefined) throw timesImpossible('Exactly excludes AtLeast and AtMost')
    return { least: Exactly, most: Exactly, words: `exactly ${Exactly}` }
  }
  if (AtMost === undefined) return { least: AtLeast ?? 1, most: Infinity, words: `at least ${AtLeast ?? 1}` }
  if (AtLeast === undefined) return { least: 0, most: AtMost, words: `at most ${AtMost}` }
  if (AtLeast > AtMost) throw timesImpossible('AtLeast must not be more than AtMost')
  return { least: AtLeast, most: AtMost, words: `${AtLeast} to ${AtMost}` }
}

/**
 * Compiles a verification of the number of matching requests.
 * @throws ApiError 400 for an invalid Match or Times
 */
export function compileCount ({ Match = {}, Times = {} }: Verification): CreateTally {
  const criterion = compileMatch(Match)
  const bounds = readBounds(Times)
  const { least, most } = bounds

  return function createCount ({ describe }) {
    let matching = 0
    /** Number of requests of which it is unknown whether they match, for example because they were dropped or not stored completely. */
    let unknown = 0
    let nearest: DifferingRequest | undefined
    const excess: string[] = []
    /** True if the number of matching requests is within the range, whether the unknown requests match or not. */
    const isHeld = () => matching >= least && matching + unknown <= most

    return {
      add (recorded, reference) {
        const differences = criterion.differences(recorded)
        if (differences.length > 0) {
          if (isAsNear(differences, nearest)) nearest = { recorded: reference, differences }
        } else if (criterion.isDecidable(recorded)) {
          matching++
          if (matching > most && excess.length < MOST_NAMED) excess.push(describe(recorded))
        } else {
          unknown++
        }
      },
      miss (count) { unknown += count },
      isDecided: () => isHeld() || matching > most,
      async outcome () {
        const sentence = describeCount({ matching, unknown }, bounds, isHeld())
        return {
          isHeld: isHeld(),
          count: matching,
          unknown,
          message: excess.length > 0 ? `${sentence} Superfluous: ${excess.join('; ')}.` : sentence,
          nearest: matching < least ? nearest : undefined,
        }
      },
    }
  }
}

function describeCount ({ matching, unknown }: { readonly matching: number, readonly unknown: number }, bounds: Bounds, isHeld: boolean): string {
  const found = `${matching} ${matching === 1 ? 'request matches' : 'requests match'}; expected ${bounds.words}.`
  if (isHeld) return `The verification holds: ${found}`
  // The number may be within the range, depending on how many of the unknown requests match.
  if (matching <= bounds.most && matching + unknown >= bounds.least) return `The verification is undecided: ${found} ${undecidedSentence(unknown)}`
  return `The verification fails: ${found}`
}
