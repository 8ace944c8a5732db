import { isIPv6 } from 'node:net'
import { ConfigError, type Config } from '../config/config.js'
import { quote } from '../errors/expectation.js'
import { mockUrlOf, tenantIn } from '../library/mock-url.js'
import { DEFAULT_TENANT, isTenantName } from '../http/tenant.js'

/** Where a server that listens on all interfaces is reached from its own machine. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/**
 * Where a mock with these settings is reached from its own machine, or what was given in their place, without a slash
 * at the end.
 * @throws ConfigError for port 0, which names no mock, and for what is no address
 */
export function mockAddress ({ host, port }: Pick<Config, 'host' | 'port'>, url?: string): string {
  if (url !== undefined) return givenAddress(url)
  if (port === 0) throw new ConfigError('--port or PORT must be the port that the mock listens on; 0 came.')
  const address = LOOPBACK[host] ?? host
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`
}

function givenAddress (url: string): string {
  const address = mockUrlOf(url)
  if (address !== undefined) return address
  throw new ConfigError(`--url must be the address of a mock, such as http://127.0.0.1:3000; ${quote(url)} came.`)
}

/**
 * The tenant that a command is about, and where it is. What is given may be the address of a tenant, if none is named besides.
 * @throws ConfigError for what is no address, or no name of a tenant
 */
export function tenantTarget (config: Pick<Config, 'host' | 'port'>, { url, tenant }: { readonly url?: string, readonly tenant: string }) {
  const address = mockAddress(config, url)
  const named = tenant === DEFAULT_TENANT ? tenantIn(address) : undefined
  return named === undefined ? { url: tenantAddress(address, tenant), tenant } : { url: address, tenant: named }
}

/** @throws ConfigError for what is no name of a tenant */
function tenantAddress (address: string, tenant: string): string {
  if (!isTenantName(tenant)) throw new ConfigError(`--tenant must be 1 to 64 letters, digits, "-" or "_"; ${quote(tenant)} came.`)
  return tenant === DEFAULT_TENANT ? address : `${address}/${tenant}`
}
