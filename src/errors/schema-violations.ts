import { ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { violationSentences, type Violation } from './api-errors.js'

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

/**
 * Returns a message that names each wrong place of a JSON value; undefined if there is none.
 * @param called what has the value, as the first words of the message: `The seed seed.json`
 */
export function describeWrongPlaces (called: string, [first, ...others]: readonly Violation[]): string | undefined {
  if (first === undefined) return undefined
  const more = others.length === 0 ? '' : ` ${violationSentences(others)}`
  return `${called} is wrong at ${first.path}, which ${first.problem}.${more}`
}
