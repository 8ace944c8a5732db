import type { TObject, TSchema } from '@sinclair/typebox'
import { ApiError } from '../errors/error-bodies.js'
import { assertDefined } from '../errors/assert-defined.js'
import { readParameter, type ParametersReading } from './parameter-values.js'

/** Compiles a validator of path parameters, which converts them to the types of the schema. */
export function compilePathReader (schema: TObject): (parameters: Record<string, string>) => ParametersReading {
  const properties = Object.entries<TSchema>(schema.properties)

  return function readPath (parameters) {
    const value: Record<string, unknown> = {}
    for (const [name, property] of properties) {
      const read = readParameter(name, assertDefined(parameters[name], 'the path of the route must have every parameter of its schema'), property)
      if (read instanceof ApiError) return { error: read }
      value[name] = read
    }
    return { value }
  }
}
