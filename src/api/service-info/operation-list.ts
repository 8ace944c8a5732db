import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { isProperties } from '../../codec/properties.js'
import { routeTemplate, type ListedRoute } from '../../http/route-list.js'
import { DEFAULT_TENANT } from '../../http/tenant.js'

/** Descriptions of operations, by URL and then by method. The path parameters in URLs are in braces. */
type OperationList = Readonly<Record<string, Readonly<Record<string, string>>>>

export const OperationListSchema = Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
  description: 'A description of each operation, by address and method.',
})

const DOCUMENTED = '/api/v1/'

/** Returns the URL of the API for the tenant of the request, without a slash at the end. If the host is unknown, returns only the path. */
export const apiAddress = ({ address, tenant }: FastifyRequest): string => `${address}${tenant === DEFAULT_TENANT ? '' : `/${tenant}`}/api`

/**
 * Adds a GET route for each POST route that has a schema and is registered on `app` after this call. The GET returns the description of the
 * POST operation (superoffice-protocol, section 12).
 */
export function describeByGet (app: FastifyInstance): void {
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (method !== 'POST' || schema === undefined) return
    const description = { POST: describeOperation(schema) }
    app.get(url, { schema: { hide: true } }, async request => ({ [apiAddress(request) + templatePath(url)]: description }))
  })
}

/** Lists the operations below DOCUMENTED that have a summary, except HEAD (superoffice-protocol, section 14). */
export function listOperations (routes: readonly ListedRoute[], request: FastifyRequest): OperationList {
  const address = apiAddress(request)
  const operations: Record<string, Record<string, string>> = {}
  for (const { url, methods, schema } of routes) {
    if (!url.startsWith(DOCUMENTED) || schema?.summary === undefined) continue
    const descriptions = operations[address + templatePath(url)] ??= {}
    for (const name of methods) if (name !== 'HEAD') descriptions[name] = describeOperation(schema)
  }
  return operations
}

/** Returns the path of a route without `/api`, with the parameters in braces. */
const templatePath = (url: string) => routeTemplate(url.replace(/^\/api/, ''))

/** Formats the description of an operation as the service does: the required query parameters, then the summary. */
function describeOperation ({ querystring, summary = '' }: NonNullable<RouteOptions['schema']>): string {
  const required = isProperties(querystring) && Array.isArray(querystring['required']) ? querystring['required'] : []
  const query = required.map(name => `${name}={${name}}`).join('&')
  return query === '' ? summary : `?${query}   ${summary}`
}
