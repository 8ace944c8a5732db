import type { Static } from '@sinclair/typebox'
import { timesImpossible } from '../errors.js'
import { NOT_KEPT, isAsNear, type CreateTally, type DifferentCall } from './tally.js'
import { compileMatch, type TimesSchema, type Verification } from './verification.js'

/** Limit of the calls that a message names of those beyond the most. */
const MOST_NAMED = 3

/** Range of the number of matching requests. */
interface Bounds {
  readonly least: number
  readonly most: number
  /** The range in words, after "and there had to be". */
  readonly words: string
}

/** @throws ApiError 400 for an empty range */
function boundsOf ({ Exactly, AtLeast, AtMost }: Static<typeof TimesSchema>): Bounds {
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
 * Compiles a verification of a number of calls.
 * @throws ApiError 400 for one that can never hold
 */
export function compileCount ({ Match = {}, Times = {} }: Verification): CreateTally {
  const criterion = compileMatch(Match)
  const bounds = boundsOf(Times)
  const { least, most } = bounds

  return function createCount ({ describe }) {
    let fitted = 0
    let unknown = 0
    let nearest: DifferentCall | undefined
    const excess: string[] = []
    /** True if the bounds are met however many of the unknown requests matched. */
    const isHeld = () => fitted >= least && fitted + unknown <= most

    return {
      add (call, logged) {
        const differences = criterion.differences(call)
        if (differences.length > 0) {
          if (isAsNear(differences, nearest)) nearest = { call: logged, differences }
        } else if (criterion.isDecidable(call)) {
          fitted++
          if (fitted > most && excess.length < MOST_NAMED) excess.push(describe(call))
        } else {
          unknown++
        }
      },
      miss (calls) { unknown += calls },
      isDecided: () => isHeld() || fitted > most,
      async outcome () {
        const sentence = sentenceOf({ fitted, unknown }, bounds, isHeld())
        return {
          isHeld: isHeld(),
          count: fitted,
          unknown,
          message: excess.length > 0 ? `${sentence} Beyond that: ${excess.join('; ')}.` : sentence,
          nearest: fitted < least ? nearest : undefined,
        }
      },
    }
  }
}

function sentenceOf ({ fitted, unknown }: { readonly fitted: number, readonly unknown: number }, bounds: Bounds, isHeld: boolean): string {
  const found = `${fitted} ${fitted === 1 ? 'call' : 'calls'} fitted, and there had to be ${bounds.words}`
  if (isHeld) return `It holds: ${found}.`
  // It would hold if some of the unknown requests matched.
  if (fitted <= bounds.most && fitted + unknown >= bounds.least) return `It cannot be said: ${found}, but ${unknown} more may have fitted, ${NOT_KEPT}`
  return `It does not hold: ${found}.`
}
