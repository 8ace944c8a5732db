import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { isProperties } from '../../codec/properties.js'
import { routeTemplate, type ListedRoute } from '../../http/route-list.js'
import { DEFAULT_TENANT } from '../../http/tenant.js'

/** What calls there are: what each does by its method, by the address with its parameters in braces. */
export type Calls = Readonly<Record<string, Readonly<Record<string, string>>>>

export const CallsSchema = Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
  description: 'What each call does, by its method, by its address.',
})

/** Where the documented calls are. */
const DOCUMENTED = '/api/v1/'

/** Where a caller reaches the API of its tenant, without the slash at the end; without a host if the caller named none. */
export function apiAddress ({ protocol, host, tenant }: FastifyRequest): string {
  const path = `${tenant === DEFAULT_TENANT ? '' : `/${tenant}`}/api`
  return host === '' ? path : `${protocol}://${host}${path}`
}

/** Lets GET describe the calls by POST that are added after this one, and do nothing else (superoffice-protocol, section 12). */
export function describeByGet (app: FastifyInstance): void {
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (method !== 'POST' || schema === undefined) return
    const description = { POST: textOf(schema) }
    app.get(url, { schema: { hide: true } }, async request => ({ [apiAddress(request) + pathOf(url)]: description }))
  })
}

/** Returns the documented calls with the address that the caller used (superoffice-protocol, section 14). */
export function listCalls (routes: readonly ListedRoute[], request: FastifyRequest): Calls {
  const address = apiAddress(request)
  const calls: Record<string, Record<string, string>> = {}
  for (const { url, methods, schema } of routes) {
    if (!url.startsWith(DOCUMENTED) || schema?.summary === undefined) continue
    const texts = calls[address + pathOf(url)] ??= {}
    for (const name of methods) if (name !== 'HEAD') texts[name] = textOf(schema)
  }
  return calls
}

/** A path behind the address, with its parameters as the document writes them. */
const pathOf = (url: string) => routeTemplate(url.replace(/^\/api/, ''))

/** What a call does; the service puts the parameters that the query must have before it. */
function textOf ({ querystring, summary = '' }: NonNullable<RouteOptions['schema']>): string {
  const required = isProperties(querystring) && Array.isArray(querystring['required']) ? querystring['required'] : []
  const query = required.map(name => `${name}={${name}}`).join('&')
  return query === '' ? summary : `?${query}   ${summary}`
}
