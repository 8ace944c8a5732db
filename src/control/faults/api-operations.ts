import type { TObject, TSchema } from '@sinclair/typebox'
import { isProperties } from '../../codec/properties.js'
import { itemsVariant, objectVariant } from '../../carriers/variants.js'
import { API_PATHS, type ListedRoute } from '../../http/route-list.js'

interface ApiOperation {
  readonly method: string
  readonly path: string
  /** Schema of the request body; undefined unless it is the schema of an object with properties. */
  readonly body: TObject | undefined
}

const hasProperties = (schema: unknown): schema is TObject => isProperties(schema) && isProperties(schema['properties'])

/** Returns the routes that belong to the API. */
export const apiRoutes = (routes: readonly ListedRoute[]) => routes.filter(({ url }) => API_PATHS.test(url))

/** Returns an operation for each method of each route of the API. */
export const apiOperations = (routes: readonly ListedRoute[]): ApiOperation[] =>
  apiRoutes(routes).flatMap(({ url, methods, schema }) =>
    methods.map(method => ({ method, path: url, body: hasProperties(schema?.body) ? schema.body : undefined })))

/**
 * True if the schema lists a property at the path, which consists of lower-case names and indexes: `['createdby', 'name']`,
 * `['extrainfo', '0', 'name']`.
 */
export function hasProperty (schema: TSchema | undefined, [name, ...inner]: readonly string[]): boolean {
  if (name === undefined) return true
  if (schema === undefined) return false
  const items = itemsVariant(schema)
  if (items !== undefined) return /^\d+$/.test(name) && hasProperty(items, inner)
  const [, property] = Object.entries(objectVariant(schema)?.properties ?? {}).find(([other]) => other.toLowerCase() === name) ?? []
  return property !== undefined && hasProperty(property, inner)
}

/** Returns the paths of the properties that the schema lists: `CreatedBy.Name`, and `ExtraInfo[0].Name` for items of a list. */
export function listProperties (schema: TSchema | undefined): readonly string[] {
  const properties: TObject['properties'] = (schema && objectVariant(schema)?.properties) ?? {}
  return Object.entries(properties).flatMap(([name, property]) => {
    const items = itemsVariant(property)
    const within = items === undefined ? listProperties(property).map(inner => `${name}.${inner}`) : listProperties(items).map(inner => `${name}[0].${inner}`)
    return [name, ...within]
  })
}
