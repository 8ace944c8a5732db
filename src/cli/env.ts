import type { Config } from '../config/config.js'
import { formatVariables, type EnvFormat, type Variables } from './env-formats.js'
import { resolveTenant } from './mock-address.js'

export interface EnvOptions {
  readonly url?: string
  readonly tenant: string
  readonly format: EnvFormat
}

const USER = 'mock'
const PASSWORD = 'mock'

/** The credentials are dummies, which the real service refuses if a request is sent to it by mistake. */
const createVariables = (url: string, tenant: string): Variables => ({
  SUPEROFFICE_URL: url,
  SUPEROFFICE_TENANT: tenant,
  SUPEROFFICE_USERNAME: USER,
  SUPEROFFICE_PASSWORD: PASSWORD,
  SUPEROFFICE_AUTHORIZATION: `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`,
  SUPEROFFICE_TICKET: '7T:mock',
  SUPEROFFICE_ACCESS_TOKEN: '8A:mock',
  SUPEROFFICE_APP_TOKEN: 'mock',
})

/**
 * Prints environment variables for a client of the mock, in the format of the option `format`.
 * @throws ConfigError for an invalid address in `url`, for port 0 without `url`, and for an invalid tenant name
 */
export async function env (config: Config, { format, ...place }: EnvOptions): Promise<void> {
  const { url, tenant } = resolveTenant(config, place)
  console.log(formatVariables(createVariables(url, tenant), format))
  // Printed to standard error, because shells evaluate the standard output in `eval "$(superoffice-mock env)"`.
  if (config.auth === 'users') console.error('SUPEROFFICE_MOCK_AUTH is users, so the mock refuses these dummy credentials; use those of its users file.')
}
