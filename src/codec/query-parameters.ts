import type { TObject, TSchema } from '@sinclair/typebox'
import { ApiError } from '../errors/error-bodies.js'
import { parameterMissing, parameterNotSupported, parameterRepeated } from '../errors/api-errors.js'
import { readParameter, type ParametersReading } from './parameter-values.js'

/** Query parameters as Fastify parses them: strings, or arrays for repeated parameters. */
type Query = Readonly<Record<string, string | string[]>>

/**
 * Compiles a validator of query parameters, which converts them to the types of the schema. Names are case-insensitive. An empty value
 * counts as missing. A repeated parameter of the schema is refused. Unknown parameters are ignored, or refused if the schema forbids
 * additional properties.
 */
export function compileQueryReader (schema: TObject): (query: Query) => ParametersReading {
  const properties = Object.entries<TSchema>(schema.properties)
  const names = new Map(properties.map(([name]) => [name.toLowerCase(), name]))
  const required = new Set(schema.required)
  const isClosed = schema.additionalProperties === false

  // The result for a request without a query. Undefined if a parameter is required.
  const withoutQuery = required.size > 0
    ? undefined
    : {
        value: Object.freeze(Object.fromEntries(
          properties.flatMap(([name, property]) => property.default === undefined ? [] : [[name, property.default]])))
      }

  function groupByName (query: Query): ReadonlyMap<string, readonly string[]> | ApiError {
    const texts = new Map<string, string[]>()
    for (const [key, received] of Object.entries(query)) {
      const name = names.get(key.toLowerCase())
      if (name !== undefined) texts.set(name, [...texts.get(name) ?? [], received].flat())
      else if (isClosed) return parameterNotSupported(key, [...names.values()])
    }
    return texts
  }

  return function readQuery (query) {
    if (withoutQuery !== undefined && Object.keys(query).length === 0) return withoutQuery
    const texts = groupByName(query)
    if (texts instanceof ApiError) return { error: texts }
    const value: Record<string, unknown> = {}
    for (const [name, property] of properties) {
      const [text = '', ...more] = texts.get(name) ?? []
      if (more.length > 0) return { error: parameterRepeated(name, more.length + 1) }
      if (text === '' && required.has(name)) return { error: parameterMissing(name, property) }
      const read = text === '' ? property.default : readParameter(name, text, property)
      if (read instanceof ApiError) return { error: read }
      if (read !== undefined) value[name] = read
    }
    return { value }
  }
}
