import type { Config } from '../config/config.js'
import { errorBodySchema, failureSchemas, superOfficeErrorSchema } from '../errors/error-bodies.js'

/** Failures of most routes that need a credential, in addition to those that `createFailures` adds. */
export const READ_FAILURES = { 400: 'A parameter, a header or a property of the body is invalid, or identifies an entity that does not exist.' } as const

/** Failures of routes that read a request body. */
export const BODY_FAILURES = {
  ...READ_FAILURES,
  413: 'The body is larger than the limit.',
  415: 'The media type of the body is not supported.',
} as const

/** Failures of routes that can create a tenant or a user. */
export const STORE_FAILURES = { 503: 'The maximum number of tenants, SUPEROFFICE_MOCK_MAX_TENANTS, or of users of the tenant is reached.' } as const

/** Failures of routes that read a request body and store something. */
export const SAVE_FAILURES = { ...BODY_FAILURES, ...STORE_FAILURES } as const

/** Failures of routes whose request body can be a patch. */
export const PATCH_FAILURES = { ...SAVE_FAILURES, 409: 'The operation test of a JSON Patch failed, and nothing was saved.' } as const

/** Additional failures of the routes for images and image infos. */
export const PICTURE_FAILURES = {
  404: 'The owner does not exist.',
  412: 'The picture or its description was changed or removed after If-Unmodified-Since.',
} as const

/**
 * Creates two functions that return the failure responses of a route by status, for the OpenAPI document. Both add 401, 403 and 500;
 * `negotiatedFailures` also adds 406. The parameter `own` describes the other failures of the route.
 */
export function createFailures ({ errorMessageKey }: Pick<Config, 'errorMessageKey'>) {
  const errorBody = errorBodySchema(superOfficeErrorSchema(errorMessageKey))
  const described = (descriptions: Readonly<Record<number, string>>) => failureSchemas(errorBody, descriptions)

  const common = described({
    401: 'The request has no accepted credential.',
    403: 'The caller does not have the right, or the access token has expired (SUPEROFFICE_MOCK_EXPIRED_TOKEN=403).',
    500: 'The server failed, and nothing was changed.',
  })
  const notAcceptable = described({ 406: 'Accept allows no supported media type (SUPEROFFICE_MOCK_NOT_ACCEPTABLE=strict).' })

  return {
    failures: (own: Readonly<Record<number, string>>) => ({ ...common, ...described(own) }),
    /** Returns the failures of a route whose response has a negotiated media type. */
    negotiatedFailures: (own: Readonly<Record<number, string>>) => ({ ...common, ...notAcceptable, ...described(own) }),
  }
}
