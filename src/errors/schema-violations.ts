import { ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { violationSentences, type Violation } from './api-errors.js'

/**
 * Yields a violation for each invalid part of a JSON value, in the order of the value.
 * @param describe returns the problem of a part. The result continues a sentence that begins with the JSON pointer of the part
 */
export function * schemaViolations (errors: Iterable<ValueError>, describe: (error: ValueError) => string): Generator<Violation> {
  let last: string | undefined
  for (const error of errors) {
    const { path, type, errors: variants } = error
    // For a missing property, TypeBox reports a second error about its type. Only that one is used.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    // A string can violate its length and its pattern. Only the first error of a path is used.
    if (path === last) continue
    last = path
    const below = variants.flatMap(variant => [...variant]).filter(inner => inner.path !== path)
    if (below.length > 0) yield * schemaViolations(below, describe)
    else yield { path: path || '/', problem: describe(error) }
  }
}

/**
 * Returns a message that names each violation. Returns undefined if there are none.
 * @param subject the first words of the message: `The seed seed.json`
 */
export function describeWrongPlaces (subject: string, [first, ...others]: readonly Violation[]): string | undefined {
  if (first === undefined) return undefined
  const more = others.length === 0 ? '' : ` ${violationSentences(others)}`
  return `${subject} is invalid at ${first.path}, which ${first.problem}.${more}`
}
