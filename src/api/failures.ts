import type { Config } from '../config/config.js'
import { errorBodySchema, failureSchemas, superOfficeErrorSchema } from '../errors/error-bodies.js'

/** Failures of calls without a body. */
export const READ_FAILURES = { 400: 'A parameter, a header or a property of the body is wrong, or names what does not exist.' } as const

/** Failures of calls with a body. */
export const BODY_FAILURES = {
  ...READ_FAILURES,
  413: 'The body is larger than the limit.',
  415: 'The body has a media type that is not read.',
} as const

/** Failures of calls that store something for the tenant or the user. */
export const STORE_FAILURES = { 503: 'There are as many tenants as SUPEROFFICE_MOCK_MAX_TENANTS allows, or as many users as a tenant may have.' } as const

/** Failures of calls that save a body. */
export const SAVE_FAILURES = { ...BODY_FAILURES, ...STORE_FAILURES } as const

/** Failures of calls whose body can be a patch. */
export const PATCH_FAILURES = { ...SAVE_FAILURES, 409: 'An operation test of a JSON Patch failed, and nothing was saved.' } as const

/** Failures of calls about the picture of an owner. */
export const PICTURE_FAILURES = {
  404: 'The owner does not exist.',
  412: 'The picture or its description was changed or removed after If-Unmodified-Since.',
} as const

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
