import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { isProperties } from '../../codec/properties.js'
import { routeTemplate } from '../../http/route-template.js'
import { DEFAULT_TENANT } from '../../http/tenant.js'

/** Maps the URL of each call, with its parameters in braces, and its method to what it does. */
export type Calls = Readonly<Record<string, Readonly<Record<string, string>>>>

export const CallsSchema = Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
  description: 'What each call does, by its method, by its address.',
})

/** Paths of the API, as opposed to the mock's own. */
export const API_ROUTES = /^\/api(\/|$)/

/** Prefix of the documented calls. */
const DOCUMENTED = '/api/v1/'

/** Lists the calls with the host and the tenant of a request. */
export type CallList = (request: FastifyRequest) => Calls

/** Returns the URL of the API of the request's tenant without a slash at the end, or its path if the request has no Host. */
export function apiAddress ({ protocol, host, tenant }: FastifyRequest): string {
  const path = `${tenant === DEFAULT_TENANT ? '' : `/${tenant}`}/api`
  return host === '' ? path : `${protocol}://${host}${path}`
}

/** Adds a GET for each POST route that is registered later. It describes the call and does not run it (superoffice-protocol, section 12). */
export function describeByGet (app: FastifyInstance): void {
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (method !== 'POST' || schema === undefined) return
    const description = { POST: textOf(schema) }
    app.get(url, { schema: { hide: true } }, async request => ({ [apiAddress(request) + pathOf(url)]: description }))
  })
}

/**
 * Collects the documented routes that are registered later (superoffice-protocol, section 14).
 * @returns the function that lists them
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

/** Returns a path relative to the URL of the API, with its parameters in braces. */
const pathOf = (url: string) => routeTemplate(url.replace(/^\/api/, ''))

/** Returns what a call does. The service puts the required query parameters before it. */
function textOf ({ querystring, summary = '' }: NonNullable<RouteOptions['schema']>): string {
  const required = isProperties(querystring) && Array.isArray(querystring['required']) ? querystring['required'] : []
  const query = required.map(name => `${name}={${name}}`).join('&')
  return query === '' ? summary : `?${query}   ${summary}`
}
