import type { Config } from '../config/config.js'
import { failureSchemas } from '../errors/api-errors.js'

/** Describes the failures of a call for the OpenAPI document, by status: those of every documented call and its own. */
export function createFailures ({ errorMessageKey }: Pick<Config, 'errorMessageKey'>) {
  const described = (descriptions: Readonly<Record<number, string>>) => failureSchemas(errorMessageKey, descriptions)

  const ofEveryCall = described({
    401: 'The caller has no credential that is taken.',
    403: 'The caller has no right to do this, or the access token has expired (EXPIRED_TOKEN=403).',
    500: 'The server failed, and nothing was changed.',
  })
  const ofAnswers = described({ 406: 'Accept allows no media type that there is (NOT_ACCEPTABLE=strict).' })

  return {
    failures: (own: Readonly<Record<number, string>>) => ({ ...ofEveryCall, ...described(own) }),
    /** The same for calls whose answer is in a media type that Accept chooses. */
    failuresOfAnswers: (own: Readonly<Record<number, string>>) => ({ ...ofEveryCall, ...ofAnswers, ...described(own) }),
  }
}
