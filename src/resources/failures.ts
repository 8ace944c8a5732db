import type { Config } from '../config.js'
import { errorBodySchema } from '../errors.js'

/** Describes the failures of a route for the OpenAPI document: those of every documented call and its own. */
export function createFailures ({ errorMessageKey }: Pick<Config, 'errorMessageKey'>) {
  const failure = (description: string) => ({ ...errorBodySchema(errorMessageKey), description })
  const ofEveryCall = {
    401: failure('The caller has no credential that is taken.'),
    403: failure('The access token has expired (EXPIRED_TOKEN=403).'),
    406: failure('Accept allows no media type that there is (NOT_ACCEPTABLE=strict).'),
    500: failure('The server failed, and nothing was changed.'),
  }

  return (own: Readonly<Record<number, string>>) => ({
    ...ofEveryCall,
    ...Object.fromEntries(Object.entries(own).map(([status, description]) => [status, failure(description)])),
  })
}
