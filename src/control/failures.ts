import type { Config } from '../config/config.js'
import { controlErrorSchema, errorBodySchema, failureSchemas } from '../errors/error-bodies.js'

/** Failures of calls that give a tenant something of its own. */
export const PLACE_FAILURES = { 503: 'There are as many tenants as SUPEROFFICE_MOCK_MAX_TENANTS allows, and nothing was changed.' } as const

/** Describes failures of a call for the OpenAPI document, by status: those of every call below `/_mock` and its own. */
export type ControlFailures = ReturnType<typeof createControlFailures>

export const createControlFailures = ({ errorMessageKey }: Pick<Config, 'errorMessageKey'>) =>
  (own: Readonly<Record<number, string>>) => failureSchemas(errorBodySchema(controlErrorSchema(errorMessageKey)), {
    400: 'The name of the tenant is wrong.',
    401: 'The token of SUPEROFFICE_MOCK_CONTROL_TOKEN is missing or another one.',
    403: 'A web page of another origin sent the request, or the header Host has a foreign name.',
    415: 'The body is not sent as JSON.',
    500: 'The server failed, and nothing was changed.',
    ...own,
  })
