import type { TObject, TSchema } from '@sinclair/typebox'
import { ApiError, parameterMissing, parameterNotSupported, parameterRepeated } from '../errors/api-errors.js'
import { readParameter, type ParametersReading } from './parameter-values.js'

/** The parameters of a query as Fastify splits it: texts, or the texts of one that came several times. */
type Query = Readonly<Record<string, string | string[]>>

/**
 * Compiles the reading of a query string. Names are read in any case, and an empty value is as good as none. What is
 * absent takes the default that the schema has for it, or is refused if the schema has it as required. Parameters
 * that the schema does not have are ignored, unless its `additionalProperties` are false: then they are refused.
 */
export function compileQueryReader (schema: TObject): (query: Query) => ParametersReading {
  const properties = Object.entries<TSchema>(schema.properties)
  const names = new Map(properties.map(([name]) => [name.toLowerCase(), name]))
  const required = new Set(schema.required)
  const isClosed = schema.additionalProperties === false

  // Most calls have no query.
  const withoutQuery = required.size > 0
    ? undefined
    : {
        value: Object.freeze(Object.fromEntries(
          properties.flatMap(([name, property]) => property.default === undefined ? [] : [[name, property.default]])))
      }

  /** The texts that came under each name that the schema has. */
  function textsByName (query: Query): ReadonlyMap<string, readonly string[]> | ApiError {
    const texts = new Map<string, string[]>()
    for (const [key, came] of Object.entries(query)) {
      const name = names.get(key.toLowerCase())
      if (name !== undefined) texts.set(name, [...texts.get(name) ?? [], came].flat())
      else if (isClosed) return parameterNotSupported(key, [...names.values()])
    }
    return texts
  }

  return function readQuery (query) {
    if (withoutQuery !== undefined && Object.keys(query).length === 0) return withoutQuery
    const texts = textsByName(query)
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
