import type { TSchema } from '@sinclair/typebox'
import { INT32_MAX, INT32_MIN, WHOLE_NUMBER } from '../carriers/scalars.js'
import { parameterOutOfRange, parameterUnreadable } from '../errors/api-errors.js'
import type { ApiError } from '../errors/error-bodies.js'

const PARAMETER_BOOLEANS = new Map([['true', true], ['false', false]])

/** The result of a validator of parameters, in the form that Fastify requires. */
export type ParametersReading = { readonly value: object } | { readonly error: ApiError }

/**
 * Converts a path or query parameter to an integer, a boolean or a word of an enum, by the schema. Returns an error if this is impossible
 * or the integer is out of range. For other schemas, returns the string without validation. The schema of an integer must have `minimum`
 * and `maximum`.
 */
export function readParameter (name: string, received: string, schema: TSchema): number | boolean | string | ApiError {
  switch (schema['type']) {
    case 'integer': return readInt32(name, received, schema)
    case 'boolean': return PARAMETER_BOOLEANS.get(received.toLowerCase()) ?? parameterUnreadable(name, schema, received)
  }
  return schema['enum'] === undefined ? received : readWord(name, received, schema)
}

function readInt32 (name: string, received: string, schema: TSchema): number | ApiError {
  const number = Number(received)
  if (!WHOLE_NUMBER.test(received) || number < INT32_MIN || number > INT32_MAX) return parameterUnreadable(name, schema, received)
  return number < schema['minimum'] || number > schema['maximum'] ? parameterOutOfRange(name, schema, number) : number
}

function readWord (name: string, received: string, schema: TSchema): string | ApiError {
  const words: readonly string[] = schema['enum']
  return words.find(word => word.toLowerCase() === received.toLowerCase()) ?? parameterUnreadable(name, schema, received)
}
