import { ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { violationSentences, type Violation } from './api-errors.js'

/**
 * Converts TypeBox's errors about a JSON value to violations. If a value matches no variant of a union, TypeBox reports an error of the
 * union, which contains the errors of each variant. Of these, the errors about properties or items of the value are used. Without
 * such errors, the error of the union is used.
 * @param describe returns the problem that an error reports, as the predicate of a sentence that begins with the JSON pointer of the value
 */
export function * schemaViolations (errors: Iterable<ValueError>, describe: (error: ValueError) => string): Generator<Violation> {
  let last: string | undefined
  for (const error of errors) {
    const { path, type, errors: variants } = error
    // For a missing property, TypeBox reports two errors. The second one, about the type of the property, is used.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    // A string can violate both its length and its pattern. Of consecutive errors with the same path, only the first is used.
    if (path === last) continue
    last = path
    const below = variants.flatMap(variant => [...variant]).filter(inner => inner.path !== path)
    if (below.length > 0) yield * schemaViolations(below, describe)
    else yield { path: path || '/', problem: describe(error) }
  }
}

/**
 * Returns a message that describes the first violation, and after it the other violations in the form of `violationSentences`. Returns
 * undefined for an empty list.
 * @param subject the first words of the message: `The seed seed.json`
 */
export function describeWrongPlaces (subject: string, [first, ...others]: readonly Violation[]): string | undefined {
  if (first === undefined) return undefined
  const more = others.length === 0 ? '' : ` ${violationSentences(others)}`
  return `${subject} is invalid at ${first.path}, which ${first.problem}.${more}`
}
