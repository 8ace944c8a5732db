import { ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { violationSentences, type Violation } from './api-errors.js'

/**
 * Yields a violation for each invalid place of a JSON value, in the order of the value.
 * @param describe returns the problem at a place, as the rest of a sentence that begins with its JSON pointer
 */
export function * schemaViolations (errors: Iterable<ValueError>, describe: (error: ValueError) => string): Generator<Violation> {
  let last: string | undefined
  for (const error of errors) {
    const { path, type, errors: variants } = error
    // A missing property is reported a second time, for its type.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    // A string that fails both its length and its pattern is reported once.
    if (path === last) continue
    last = path
    const below = variants.flatMap(variant => [...variant]).filter(inner => inner.path !== path)
    if (below.length > 0) yield * schemaViolations(below, describe)
    else yield { path: path || '/', problem: describe(error) }
  }
}

/**
 * Returns a message with a sentence for each violation; undefined without violations.
 * @param subject the first words of the message: `The seed seed.json`
 */
export function describeWrongPlaces (subject: string, [first, ...others]: readonly Violation[]): string | undefined {
  if (first === undefined) return undefined
  const more = others.length === 0 ? '' : ` ${violationSentences(others)}`
  return `${subject} is wrong at ${first.path}, which ${first.problem}.${more}`
}
