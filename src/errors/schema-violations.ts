import { ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import type { Violation } from './api-errors.js'

/**
 * Yields what is wrong with a JSON value, each place once, in the order of the value.
 * @param describe returns the problem at a place, to follow its JSON pointer in a sentence
 */
export function * schemaViolations (errors: Iterable<ValueError>, describe: (error: ValueError) => string): Generator<Violation> {
  let last: string | undefined
  for (const error of errors) {
    const { path, type, errors: variants } = error
    // What is missing is wrong in its type as well, and named for that.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    // A string that fails both its length and its pattern is named once.
    if (path === last) continue
    last = path
    const below = variants.flatMap(variant => [...variant]).filter(inner => inner.path !== path)
    if (below.length > 0) yield * schemaViolations(below, describe)
    else yield { path: path || '/', problem: describe(error) }
  }
}
