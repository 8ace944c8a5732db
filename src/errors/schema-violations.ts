import { ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { violationSentences, type Violation } from './api-errors.js'

/**
 * Yields one violation for each invalid part of a JSON value.
 * @param errors the errors that TypeBox reports for the value
 * @param describe returns the problem of a part, as the predicate of a sentence that begins with the JSON pointer of the part
 */
export function * schemaViolations (errors: Iterable<ValueError>, describe: (error: ValueError) => string): Generator<Violation> {
  let last: string | undefined
  for (const error of errors) {
    const { path, type, errors: variants } = error
    // For a missing property, TypeBox reports two errors. The second one, about the type of the property, is used.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    // A string can violate both its length and its pattern. Only the first error of a path is used.
    if (path === last) continue
    last = path
    const below = variants.flatMap(variant => [...variant]).filter(inner => inner.path !== path)
    if (below.length > 0) yield * schemaViolations(below, describe)
    else yield { path: path || '/', problem: describe(error) }
  }
}

/**
 * Returns a message that describes the violations; undefined if there are none.
 * @param subject the first words of the message: `The seed seed.json`
 */
export function describeWrongPlaces (subject: string, [first, ...others]: readonly Violation[]): string | undefined {
  if (first === undefined) return undefined
  const more = others.length === 0 ? '' : ` ${violationSentences(others)}`
  return `${subject} is invalid at ${first.path}, which ${first.problem}.${more}`
}
