import type { Config } from '../config/config.js'
import { errorBodySchema, failureSchemas, superOfficeErrorSchema } from '../errors/error-bodies.js'

/** Creates the descriptions of a call's failures for the OpenAPI document, by status. `own` adds those that not every call has. */
export function createFailures ({ errorMessageKey }: Pick<Config, 'errorMessageKey'>) {
  const errorBody = errorBodySchema(superOfficeErrorSchema(errorMessageKey))
  const described = (descriptions: Readonly<Record<number, string>>) => failureSchemas(errorBody, descriptions)

  const ofEveryCall = described({
    401: 'The caller has no credential that is taken.',
    403: 'The caller has no right to do this, or the access token has expired (SUPEROFFICE_MOCK_EXPIRED_TOKEN=403).',
    500: 'The server failed, and nothing was changed.',
  })
  const ofAnswers = described({ 406: 'Accept allows no media type that there is (SUPEROFFICE_MOCK_NOT_ACCEPTABLE=strict).' })

  return {
    failures: (own: Readonly<Record<number, string>>) => ({ ...ofEveryCall, ...described(own) }),
    /** Adds 406, for calls whose response has a media type that Accept chooses. */
    failuresOfAnswers: (own: Readonly<Record<number, string>>) => ({ ...ofEveryCall, ...ofAnswers, ...described(own) }),
  }
}
