import type { Config } from '../config/config.js'
import { ENV_FORMATS, type EnvFormat, type Variables } from './env-formats.js'
import { tenantTarget } from './mock-address.js'

export interface EnvOptions {
  /** Where the mock is, in place of what the settings say. */
  readonly url?: string
  readonly tenant: string
  readonly format: EnvFormat
}

const USER = 'mock'
const PASSWORD = 'mock'

/**
 * What a client needs to call the mock. The credentials are of the documented forms and belong to nobody, so that
 * a call which goes to the real service by mistake is refused there.
 */
const variablesOf = (url: string, tenant: string): Variables => ({
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
 * Prints the variables that a client of the mock needs, to be evaluated by a shell or kept in a file.
 * @throws ConfigError for what is no address, or no name of a tenant
 */
export async function env (config: Config, { format, ...place }: EnvOptions): Promise<void> {
  const { url, tenant } = tenantTarget(config, place)
  console.log(ENV_FORMATS[format](variablesOf(url, tenant)))
}
