import { isIPv6 } from 'node:net'
import { ConfigError, type Config } from '../config.js'

/** Where a server that listens on all interfaces is reached from its own machine. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/**
 * Where a mock with these settings is reached from its own machine, without a slash at the end.
 * @throws ConfigError for port 0, which names no mock
 */
export function mockAddress ({ host, port }: Pick<Config, 'host' | 'port'>): string {
  if (port === 0) throw new ConfigError('--port or PORT must be the port that the mock listens on; 0 came.')
  const address = LOOPBACK[host] ?? host
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`
}
