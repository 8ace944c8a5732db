import type { TObject, TSchema } from '@sinclair/typebox'
import { ApiError } from '../errors/api-errors.js'
import { readParameter, type ParametersReading } from './parameter-values.js'

/** Compiles the reading of path parameters. */
export function compilePathReader (schema: TObject): (parameters: Record<string, string>) => ParametersReading {
  const properties = Object.entries<TSchema>(schema.properties)

  return function readPath (parameters) {
    const value: Record<string, unknown> = {}
    for (const [name, property] of properties) {
      const read = readParameter(name, String(parameters[name]), property)
      if (read instanceof ApiError) return { error: read }
      value[name] = read
    }
    return { value }
  }
}
