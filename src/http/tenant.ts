import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { tenantInvalid } from '../errors/api-errors.js'
import type { Step } from './steps.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the tenant whose data the call is about. */
    readonly tenant: string
  }
}

/** The tenant of a call whose path names none. */
export const DEFAULT_TENANT = 'default'
const TENANT_NAME = /^[a-z0-9_-]{1,64}$/i

export const isTenantName = (name: string) => TENANT_NAME.test(name)

/** What stands behind the name of a tenant. */
const OF_TENANTS = /^\/(api|_mock)([/?]|$)/i
const LONGEST_BEGINNING = 8

/** Tenants of calls whose path names one, until the end of the call. */
const named = new WeakMap<IncomingMessage, string>()

/**
 * Takes the tenant off the path, as in `/Cust12345/api/v1/…` (superoffice-protocol, section 15) and before what is
 * the mock's own, so that each route exists once. To be the `rewriteUrl` of the server.
 */
export const withoutTenant: NonNullable<FastifyServerOptions['rewriteUrl']> = request => {
  const url = pathOf(String(request.url))
  const end = url.indexOf('/', 1)
  if (end < 0 || !OF_TENANTS.test(url.slice(end, end + LONGEST_BEGINNING))) return url
  const name = url.slice(1, end)
  if (name.includes('?')) return url
  named.set(request, name)
  return url.slice(end)
}

/** The target of a call without `http://host`, which clients put before it when they think that they call a proxy. */
function pathOf (target: string): string {
  return target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '')
}

/** Gives each request its tenant. */
export function addTenants (app: FastifyInstance): void {
  app.decorateRequest('tenant', {
    getter () { return named.get(this.raw) ?? DEFAULT_TENANT },
  })
}

/** Refuses names that no tenant can have. */
export const requireTenantName: Step = ({ raw }) => {
  const name = named.get(raw)
  return name === undefined || isTenantName(name) ? undefined : tenantInvalid(name)
}
