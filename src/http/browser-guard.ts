import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { browserRefused } from '../errors/api-errors.js'
import { quoteHeader } from '../errors/expectation.js'
import { parseOrigins } from './origins.js'

/** The settings that decide which requests of browsers are refused. */
export type GuardConfig = Pick<Config, 'controlOrigins' | 'allowedHosts' | 'controlToken'>

/**
 * Adds the hook `refuseForeignPages` to the routes of `app`. A web page of another origin must neither read nor change the mock of a
 * developer who visits it. Browsers send `Origin` or `Sec-Fetch-Site`; other clients send neither. Host names that others can register
 * are refused as well: such a name could resolve to this machine, so that its page has the same origin (DNS rebinding). A control token
 * prevents this too.
 */
export function addBrowserGuard (app: FastifyInstance, { controlOrigins, allowedHosts, controlToken }: GuardConfig): void {
  const origins = new Set(parseOrigins('SUPEROFFICE_MOCK_CONTROL_ORIGINS', controlOrigins))
  const hosts = new Set(allowedHosts.toLowerCase().split(/\s+/))

  app.addHook('onRequest', function refuseForeignPages ({ headers: { host = '', origin, 'sec-fetch-site': site } }, _reply, done) {
    const { hostname, authority } = parseHost(host)
    if (controlToken === '' && !isLocal(hostname) && !hosts.has(hostname)) return done(hostRefused(host))
    if (origin === undefined) return done(site === 'cross-site' ? originRefused('a page of another site') : undefined)
    done(parseHost(origin.replace(/^https?:\/\//, '')).authority === authority || origins.has(origin) ? undefined : originRefused(quoteHeader(origin)))
  })
}

const hostRefused = (host: string) =>
  browserRefused('SUPEROFFICE_MOCK_ALLOWED_HOSTS', `must have the name of this host in the header Host; got ${quoteHeader(host)}`)

const originRefused = (got: string) =>
  browserRefused('SUPEROFFICE_MOCK_CONTROL_ORIGINS', `must come from the page of this mock or from no page; got ${got}`)

/** Returns the name and the name with the port of a Host header, in lower case; empty if it is malformed. */
function parseHost (host: string) {
  const url = `http://${host}`
  if (!URL.canParse(url)) return { hostname: '', authority: '' }
  const { hostname, host: authority } = new URL(url)
  return { hostname, authority }
}

/** True for names that no stranger can register: IP addresses, localhost, and names without a dot, such as those of services in Compose. */
function isLocal (hostname: string): boolean {
  if (isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0) return true
  return hostname !== '' && (!hostname.includes('.') || hostname.endsWith('.localhost') || hostname === 'host.docker.internal')
}
