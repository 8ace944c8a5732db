import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { browserRefused } from '../errors/api-errors.js'
import { quoteHeader } from '../errors/expectation.js'
import { isOrigin, parseOrigins } from './origins.js'

export type GuardConfig = Pick<Config, 'controlOrigins' | 'allowedHosts' | 'controlToken'>

/**
 * Adds the hook `refuseForeignPages` to the routes of `app`. Without it, a web page of another origin could change the mock of a developer
 * who visits the page.
 * In DNS rebinding, an attacker lets a registered host name resolve to this machine, so that a page at this name has the same origin as the
 * mock. Therefore host names that anyone can register are refused as well, except those in ALLOWED_HOSTS. With a control token, host names
 * are not checked, because the page of an attacker does not have the token.
 * `Host` is checked in addition to `X-Forwarded-Host`, because the page of an attacker can send any `X-Forwarded-Host` to its own origin.
 */
export function addBrowserGuard (app: FastifyInstance, { controlOrigins, allowedHosts, controlToken }: GuardConfig): void {
  const origins = new Set(parseOrigins('SUPEROFFICE_MOCK_CONTROL_ORIGINS', controlOrigins))
  const hosts = new Set(allowedHosts.toLowerCase().split(/\s+/).filter(Boolean))

  const isAllowed = (host: string) => {
    const hostname = readHostname(host)
    return isLocal(hostname) || hosts.has(hostname)
  }

  app.addHook('onRequest', function refuseForeignPages ({ headers: { host = '', origin, 'sec-fetch-site': site }, forwarded }, _reply, done) {
    const [publicHost = host] = forwarded.hosts
    if (controlToken === '') {
      if (!isAllowed(host)) return done(hostRefused('Host', host))
      const refused = forwarded.hosts.find(one => !isAllowed(one))
      if (refused !== undefined) return done(hostRefused('X-Forwarded-Host', refused))
    }
    if (origin === undefined) return done(site === 'cross-site' ? pageRefused('a page of another site') : undefined)
    done(isSameOrigin(origin, publicHost) || origins.has(origin) ? undefined : originRefused(origin))
  })
}

function hostRefused (header: string, host: string) {
  const variable = readHostname(host) === '' ? undefined : 'SUPEROFFICE_MOCK_ALLOWED_HOSTS'
  return browserRefused(`must have one of these hosts in the header ${header}: ` +
    `an IP address, a name without a dot such as localhost, a name that ends with .localhost, or host.docker.internal; got ${quoteHeader(host)}`, variable)
}

/** CONTROL_ORIGINS cannot contain the origin `null`, or the origins of browser extensions. */
const originRefused = (origin: string) =>
  pageRefused(quoteHeader(origin), isOrigin(origin) ? 'SUPEROFFICE_MOCK_CONTROL_ORIGINS' : undefined)

const pageRefused = (got: string, variable?: string) =>
  browserRefused(`must come from the page of this mock or from no page; got ${got}`, variable)

/** Returns the host name without the port, in lower case. Returns "" if the URL parser refuses `host`. */
function readHostname (host: string): string {
  const url = `http://${host}`
  return URL.canParse(url) ? new URL(url).hostname : ''
}

/** True if `origin` and `host` have the same host name and port. The scheme is not checked, because a proxy can forward HTTPS as HTTP. */
function isSameOrigin (origin: string, host: string): boolean {
  const [, scheme] = /^(https?):\/\//.exec(origin) ?? []
  const url = `${scheme}://${host}`
  return URL.canParse(origin) && URL.canParse(url) && new URL(origin).host === new URL(url).host
}

/** True for IP addresses, and some names that a stranger cannot register. A service in Compose, for example, has a name without a dot. */
function isLocal (hostname: string): boolean {
  if (isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0) return true
  return hostname !== '' && (!hostname.includes('.') || hostname.endsWith('.localhost') || hostname === 'host.docker.internal')
}
