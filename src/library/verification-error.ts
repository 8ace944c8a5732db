import type { VerificationResult } from './shapes.js'

type NearestCall = NonNullable<VerificationResult['Nearest']>

/**
 * A verification did not hold; the message says why. Runners of tests show `expected` and `actual` beside it, which are not there
 * when no call was near.
 */
export class VerificationError extends Error {
  override readonly name = 'VerificationError'
  /** What was asked for where the nearest call differs, by the names of the fields. */
  declare readonly expected?: Readonly<Record<string, unknown>>
  /** What the nearest call had there. */
  declare readonly actual?: Readonly<Record<string, unknown>>
  // Runners print whatever properties an error has, and the whole nearest call would bury the message.
  readonly #result: VerificationResult

  constructor (result: VerificationResult) {
    super(result.Message)
    this.#result = result
    if (result.Nearest === null) return
    this.expected = byField(result.Nearest, 'Expected')
    this.actual = byField(result.Nearest, 'Came')
  }

  /** What the mock found, the whole nearest call included. */
  get result (): VerificationResult {
    return this.#result
  }
}

const byField = ({ Differences }: NearestCall, side: 'Expected' | 'Came') =>
  Object.fromEntries(Differences.map(difference => [difference.Field, difference[side]]))
