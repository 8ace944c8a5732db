import type { Config } from '../config/config.js'
import type { VerificationResult } from '../library/shapes.js'
import { VerificationError } from '../library/verification-error.js'
import { readJsonArgument } from './json-argument.js'
import { connectTenant, type MockOptions } from './running-mock.js'

/** The maximum of `WaitForMilliseconds`. The timeout is extended by it, because the mock can wait for this time before it responds. */
const LONGEST_WAIT_MS = 60_000

/**
 * Verifies which requests a mock received. Prints the message of a successful verification. With the option `json`, prints the whole result
 * instead, even if the verification fails.
 * @param given the verification as JSON, the path of a JSON file, or - for standard input
 * @throws VerificationError if the verification fails, also if requests that the journal has dropped or shortened could change the result;
 * ConfigError if `given` is not JSON or cannot be read; MockError if the request fails; also the errors of `connectTenant`
 */
export async function verify (config: Config, options: MockOptions, given: string): Promise<void> {
  const { send, show } = connectTenant(config, options, LONGEST_WAIT_MS)
  const response = await send('POST', 'journal/verify', await readJsonArgument(given, 'The verification'))
  const result: VerificationResult = JSON.parse(await response.text())
  if (options.json) show(result)
  if (!result.Held) throw new VerificationError(result)
  if (!options.json) console.log(result.Message)
}
