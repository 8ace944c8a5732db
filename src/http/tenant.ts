import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { tenantInvalid } from '../errors/api-errors.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Name of the tenant in the path of the request, as it is spelled there; `default` if the path has no tenant. */
    readonly tenant: string
  }
}

/** Name of the tenant of requests whose path contains no tenant. */
export const DEFAULT_TENANT = 'default'
const TENANT_NAME = /^[a-z0-9_-]{1,64}$/i

export const isTenantName = (name: string) => TENANT_NAME.test(name)

/** Matches the part of a path after the name of a tenant. The first LONGEST_BEGINNING characters of this part suffice. */
const OF_TENANTS = /^\/(api|_mock)([/?]|$)/i
const LONGEST_BEGINNING = 8

const namedTenants = new WeakMap<IncomingMessage, string>()

/**
 * Removes the tenant from a path such as `/Cust12345/api/v1/…` (superoffice-protocol, section 15) or `/Cust12345/_mock/…`, so that each
 * route exists only once, and stores the name of the tenant for `request.tenant`.
 */
export const withoutTenant: NonNullable<FastifyServerOptions['rewriteUrl']> = request => {
  const url = originForm(String(request.url))
  const end = url.indexOf('/', 1)
  if (end < 0 || !OF_TENANTS.test(url.slice(end, end + LONGEST_BEGINNING))) return url
  const name = url.slice(1, end)
  if (name.includes('?')) return url
  namedTenants.set(request, name)
  return url.slice(end)
}

/** Returns the target of a request without its scheme and host. Clients send these if they use the mock as a forward proxy. */
function originForm (target: string): string {
  return target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '')
}

/** Adds `request.tenant` and the hook `requireTenantName`, which refuses names that no tenant can have. */
export function addTenants (app: FastifyInstance): void {
  app.decorateRequest('tenant', {
    getter () { return namedTenants.get(this.raw) ?? DEFAULT_TENANT },
  })
  app.addHook('onRequest', function requireTenantName ({ raw }, _reply, done) {
    const name = namedTenants.get(raw)
    done(name === undefined || isTenantName(name) ? undefined : tenantInvalid(name))
  })
}
