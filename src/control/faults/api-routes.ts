import type { TObject, TSchema } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { API_ROUTES } from '../../api/service-info/call-list.js'
import { createRouteList, type RouteList } from '../../http/nearest-route.js'
import { isProperties } from '../../codec/properties.js'
import { itemsVariant, objectVariant } from '../../codec/variants.js'

/** A method and path of the API, which rules can match. */
export interface ApiCall {
  readonly method: string
  readonly path: string
  /** Schema of the body; undefined if the body is not an object. */
  readonly body: TObject | undefined
}

/** The routes of the API, collected while they are registered. */
export interface ApiRoutes extends RouteList {
  readonly calls: readonly ApiCall[]
  /** True if the API has a route with this path template. */
  has (path: string | undefined): boolean
}

const hasProperties = (schema: unknown): schema is TObject => isProperties(schema) && isProperties(schema['properties'])

export function createApiRoutes (): ApiRoutes {
  const calls: ApiCall[] = []
  const paths = new Set<string | undefined>()
  const list = createRouteList(API_ROUTES)

  function collect (app: FastifyInstance): void {
    list.collect(app)
    app.addHook('onRoute', ({ url, method, schema }) => {
      if (!API_ROUTES.test(url)) return
      paths.add(url)
      const body = hasProperties(schema?.body) ? schema.body : undefined
      calls.push(...[method].flat().map(name => ({ method: name, path: url, body })))
    })
  }

  return { calls, has: path => paths.has(path), collect, nearest: list.nearest }
}

/** True if the schema has a property at the path, in lower case: `['createdby', 'name']`, `['extrainfo', '0', 'name']`. */
export function canHave (schema: TSchema | undefined, [name, ...inner]: readonly string[]): boolean {
  if (name === undefined) return true
  if (schema === undefined) return false
  const items = itemsVariant(schema)
  if (items !== undefined) return /^\d+$/.test(name) && canHave(items, inner)
  const [, property] = Object.entries(objectVariant(schema)?.properties ?? {}).find(([other]) => other.toLowerCase() === name) ?? []
  return property !== undefined && canHave(property, inner)
}
