import { isIPv6 } from 'node:net'
import { ConfigError, type Config } from '../config/config.js'
import { quote } from '../errors/expectation.js'
import { parseMockUrl, parseTenant } from '../library/mock-url.js'
import { DEFAULT_TENANT, isTenantName } from '../http/tenant.js'
import { readScheme } from '../http/tls/tls.js'

export type AddressConfig = Pick<Config, 'host' | 'port' | 'tls' | 'tlsCert'>

/**
 * Loopback addresses to connect to, by the wildcard address that a server listens on. Some systems refuse connections to a wildcard
 * address.
 */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/**
 * Returns the origin and path of `url` or, without it, the address at which a mock with these settings can be reached from the same
 * machine. The result does not end with a slash.
 * @param url the address of a mock; overrides the settings
 * @throws ConfigError for an invalid `url`, and for port 0 without `url`
 */
export function resolveMockAddress ({ host, port, ...tls }: AddressConfig, url?: string): string {
  if (url !== undefined) return parseAddress(url)
  if (port === 0) throw new ConfigError('--port or SUPEROFFICE_MOCK_PORT must be the port that the mock printed at its start; got 0.')
  const address = LOOPBACK[host] ?? host
  return `${readScheme(tls)}://${isIPv6(address) ? `[${address}]` : address}:${port}`
}

function parseAddress (url: string): string {
  const address = parseMockUrl(url)
  if (address !== undefined) return address
  throw new ConfigError(`--url must be the address of a mock, such as http://127.0.0.1:3000; got ${quote(url)}.`)
}

/**
 * Returns the name and the address of the tenant that a command acts on. `tenant` is the option `--tenant`, or `default` if the option is
 * left out. If `tenant` is `default` and the path of `url` ends with a valid name of a tenant, this tenant is used.
 * @throws ConfigError for an invalid `url` or `tenant`, and for port 0 without `url`
 */
export function resolveTenant (config: AddressConfig, { url, tenant }: { readonly url?: string, readonly tenant: string }) {
  const address = resolveMockAddress(config, url)
  const named = tenant === DEFAULT_TENANT ? parseTenant(address) : undefined
  return named === undefined ? { url: appendTenant(address, tenant), tenant } : { url: address, tenant: named }
}

function appendTenant (address: string, tenant: string): string {
  if (!isTenantName(tenant)) throw new ConfigError(`--tenant must be 1 to 64 letters, digits, "-" or "_"; got ${quote(tenant)}.`)
  return tenant === DEFAULT_TENANT ? address : `${address}/${tenant}`
}
