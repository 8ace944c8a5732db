import type { VerificationResult } from './shapes.js'

type Nearest = NonNullable<VerificationResult['Nearest']>

/**
 * Thrown when a verification does not hold. The message gives the reason. Most test runners show the difference between `expected` and
 * `actual`. Both properties are absent if the result has no nearest request.
 */
export class VerificationError extends Error {
  override readonly name = 'VerificationError'
  /** The expected values of the fields in which the nearest request differs, by field name. */
  declare readonly expected?: Readonly<Record<string, unknown>>
  /** The values that the nearest request has in the fields of `expected`. */
  declare readonly actual?: Readonly<Record<string, unknown>>
  // Private, because some test runners print all public properties of an error, and the properties of the nearest request would hide the
  // message.
  readonly #result: VerificationResult

  constructor (result: VerificationResult) {
    super(result.Message)
    this.#result = result
    if (result.Nearest === null) return
    this.expected = indexByField(result.Nearest, 'Expected')
    this.actual = indexByField(result.Nearest, 'Came')
  }

  /** The result of the verification. Its `Nearest` also has the journal entry of the nearest request, if any. */
  get result (): VerificationResult {
    return this.#result
  }
}

const indexByField = ({ Differences }: Nearest, side: 'Expected' | 'Came') =>
  Object.fromEntries(Differences.map(difference => [difference.Field, difference[side]]))
