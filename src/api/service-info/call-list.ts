import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { isProperties } from '../../codec/properties.js'
import { routeTemplate } from '../../http/route-template.js'
import { DEFAULT_TENANT } from '../../http/tenant.js'

/** What calls there are: what each does by its method, by the address with its parameters in braces. */
export type Calls = Readonly<Record<string, Readonly<Record<string, string>>>>

export const CallsSchema = Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
  description: 'What each call does, by its method, by its address.',
})

/** Where the calls are that can go wrong: neither the mock's own nor what says how it is. */
export const API_ROUTES = /^\/api(\/|$)/

/** Where the documented calls are. */
const DOCUMENTED = '/api/v1/'

/** Describes calls as they are for a caller, with the address that the caller used. */
export type CallList = (request: FastifyRequest) => Calls

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

/**
 * Remembers the documented routes that are added after this call (superoffice-protocol, section 14).
 * @returns what lists them
 */
export function collectCalls (app: FastifyInstance): CallList {
  const paths = new Map<string, Record<string, string>>()
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (!url.startsWith(DOCUMENTED) || schema?.summary === undefined) return
    const path = pathOf(url)
    const methods = paths.get(path) ?? {}
    paths.set(path, methods)
    for (const name of [method].flat()) {
      if (name !== 'HEAD') methods[name] = textOf(schema)
    }
  })
  return request => {
    const address = apiAddress(request)
    return Object.fromEntries(Array.from(paths, ([path, methods]) => [address + path, methods]))
  }
}

/** A path behind the address, with its parameters as the document writes them. */
const pathOf = (url: string) => routeTemplate(url.replace(/^\/api/, ''))

/** What a call does; the service puts the parameters that the query must have before it. */
function textOf ({ querystring, summary = '' }: NonNullable<RouteOptions['schema']>): string {
  const required = isProperties(querystring) && Array.isArray(querystring['required']) ? querystring['required'] : []
  const query = required.map(name => `${name}={${name}}`).join('&')
  return query === '' ? summary : `?${query}   ${summary}`
}
