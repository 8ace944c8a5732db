import type { TObject, TSchema } from '@sinclair/typebox'
import { INT32_MAX, INT32_MIN, WHOLE_NUMBER } from '../carriers/scalars.js'
import { parameterNotInt32, parameterTooSmall, type ApiError } from '../errors.js'

export type PathReading = { readonly value: object } | { readonly error: ApiError }

/** Compiles the reading of path parameters, all of which are whole numbers. */
export function compilePathReader (schema: TObject): (parameters: Record<string, string>) => PathReading {
  const properties = Object.entries<TSchema>(schema.properties)

  return function readPath (parameters) {
    const value: Record<string, number> = {}
    for (const [name, { minimum }] of properties) {
      const came = String(parameters[name])
      const number = Number(came)
      if (!WHOLE_NUMBER.test(came) || number < INT32_MIN || number > INT32_MAX) return { error: parameterNotInt32(name, came) }
      if (number < minimum) return { error: parameterTooSmall(name, number, minimum) }
      value[name] = number
    }
    return { value }
  }
}
