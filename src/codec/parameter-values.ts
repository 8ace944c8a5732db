import type { TSchema } from '@sinclair/typebox'
import { INT32_MAX, INT32_MIN, WHOLE_NUMBER } from '../carriers/scalars.js'
import { parameterOutOfRange, parameterUnreadable, type ApiError } from '../errors/api-errors.js'

const BOOLEANS = new Map([['true', true], ['false', false]])

/** What Fastify takes from a validator of parameters. */
export type ParametersReading = { readonly value: object } | { readonly error: ApiError }

/**
 * What a parameter of a path or a query says as a value of the schema's type, or the error that it says none. The
 * schema of an integer has its bounds.
 */
export function readParameter (name: string, came: string, schema: TSchema): number | boolean | string | ApiError {
  switch (schema['type']) {
    case 'integer': return readInt32(name, came, schema)
    case 'boolean': return BOOLEANS.get(came.toLowerCase()) ?? parameterUnreadable(name, schema, came)
  }
  return schema['enum'] === undefined ? came : readWord(name, came, schema)
}

function readInt32 (name: string, came: string, schema: TSchema): number | ApiError {
  const number = Number(came)
  if (!WHOLE_NUMBER.test(came) || number < INT32_MIN || number > INT32_MAX) return parameterUnreadable(name, schema, came)
  return number < schema['minimum'] || number > schema['maximum'] ? parameterOutOfRange(name, schema, number) : number
}

/** The documented spelling of a word that came in any case. */
function readWord (name: string, came: string, schema: TSchema): string | ApiError {
  const words: readonly string[] = schema['enum']
  return words.find(word => word.toLowerCase() === came.toLowerCase()) ?? parameterUnreadable(name, schema, came)
}
