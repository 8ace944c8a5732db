import type { TObject, TSchema } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { API_ROUTES } from '../../protocol/calls.js'
import { collectRoutes, type NearestRoute } from '../../protocol/nearest-route.js'
import { isProperties } from '../../protocol/properties.js'
import { itemsVariant, objectVariant } from '../../protocol/variants.js'

/** A call that rules may be about. */
export interface ApiCall {
  readonly method: string
  readonly path: string
  /** What its body is, unless it has none that has properties. */
  readonly body: TObject | undefined
}

/** The calls of the API, whether a route is one of them, and which is nearest to a path of none. */
export interface ApiRoutes {
  readonly calls: readonly ApiCall[]
  has (path: string | undefined): boolean
  readonly nearest: NearestRoute
}

const hasProperties = (schema: unknown): schema is TObject => isProperties(schema) && isProperties(schema['properties'])

/** Remembers the routes of the API that are added after this call. */
export function collectApiRoutes (app: FastifyInstance): ApiRoutes {
  const calls: ApiCall[] = []
  const paths = new Set<string | undefined>()
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (!API_ROUTES.test(url)) return
    paths.add(url)
    const body = hasProperties(schema?.body) ? schema.body : undefined
    calls.push(...[method].flat().map(name => ({ method: name, path: url, body })))
  })
  return { calls, has: path => paths.has(path), nearest: collectRoutes(app, API_ROUTES) }
}

/** Whether an object of the schema can have something there: `['createdby', 'name']`, `['extrainfo', '0', 'name']`. */
export function canHave (schema: TSchema | undefined, [name, ...inner]: readonly string[]): boolean {
  if (name === undefined) return true
  if (schema === undefined) return false
  const items = itemsVariant(schema)
  if (items !== undefined) return /^\d+$/.test(name) && canHave(items, inner)
  const [, property] = Object.entries(objectVariant(schema)?.properties ?? {}).find(([other]) => other.toLowerCase() === name) ?? []
  return property !== undefined && canHave(property, inner)
}
