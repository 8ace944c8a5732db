import type { Config } from '../config/config.js'
import { controlErrorSchema, errorBodySchema, failureSchemas } from '../errors/error-bodies.js'

/** The failure of routes that can give a further tenant its own data, clock or rules. */
export const PLACE_FAILURES = { 503: 'The limit of tenants, SUPEROFFICE_MOCK_MAX_TENANTS, is reached. Nothing was changed.' } as const

/**
 * Returns the error responses of a control route for the OpenAPI document, by status. The argument has the descriptions of this route, by
 * status. They take precedence over the descriptions that all control routes share.
 */
export type ControlFailures = ReturnType<typeof createControlFailures>

export const createControlFailures = ({ errorMessageKey }: Pick<Config, 'errorMessageKey'>) =>
  (own: Readonly<Record<number, string>>) => failureSchemas(errorBodySchema(controlErrorSchema(errorMessageKey)), {
    400: 'The name of the tenant is invalid.',
    401: 'The token of SUPEROFFICE_MOCK_CONTROL_TOKEN is missing or wrong.',
    403: 'A web page of another origin sent the request, or the header Host has a name that is not allowed.',
    415: 'The body is not sent as JSON.',
    500: 'The server failed, and nothing was changed.',
    ...own,
  })
