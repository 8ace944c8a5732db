import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { isProperties } from '../../codec/properties.js'
import { routeTemplate, type ListedRoute } from '../../http/route-list.js'
import { DEFAULT_TENANT } from '../../http/tenant.js'

/** Maps the URL of each call, with its parameters in braces, and its method to what it does. */
type CallList = Readonly<Record<string, Readonly<Record<string, string>>>>

export const CallListSchema = Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
  description: 'What each call does, by its method, by its address.',
})

/** Prefix of the documented calls. */
const DOCUMENTED = '/api/v1/'

/** Returns the URL of the API of the request's tenant without a slash at the end, or its path if the request has no Host. */
export function apiAddress ({ protocol, host, tenant }: FastifyRequest): string {
  const path = `${tenant === DEFAULT_TENANT ? '' : `/${tenant}`}/api`
  return host === '' ? path : `${protocol}://${host}${path}`
}

/** Adds a GET for each POST route that is registered later. It describes the call and does not run it (superoffice-protocol, section 12). */
export function describeByGet (app: FastifyInstance): void {
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (method !== 'POST' || schema === undefined) return
    const description = { POST: describeCall(schema) }
    app.get(url, { schema: { hide: true } }, async request => ({ [apiAddress(request) + pathOf(url)]: description }))
  })
}

/** Returns the documented calls with the address that the caller used (superoffice-protocol, section 14). */
export function listCalls (routes: readonly ListedRoute[], request: FastifyRequest): CallList {
  const address = apiAddress(request)
  const calls: Record<string, Record<string, string>> = {}
  for (const { url, methods, schema } of routes) {
    if (!url.startsWith(DOCUMENTED) || schema?.summary === undefined) continue
    const texts = calls[address + pathOf(url)] ??= {}
    for (const name of methods) if (name !== 'HEAD') texts[name] = describeCall(schema)
  }
  return calls
}

/** Returns a path relative to the URL of the API, with its parameters in braces. */
const pathOf = (url: string) => routeTemplate(url.replace(/^\/api/, ''))

/** Returns what a call does. The service puts the required query parameters before it. */
function describeCall ({ querystring, summary = '' }: NonNullable<RouteOptions['schema']>): string {
  const required = isProperties(querystring) && Array.isArray(querystring['required']) ? querystring['required'] : []
  const query = required.map(name => `${name}={${name}}`).join('&')
  return query === '' ? summary : `?${query}   ${summary}`
}
