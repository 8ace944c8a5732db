import { REMOVED, isSecretName, parameterName } from '../../../http/secrets.js'
import type { SecretRange } from './ranges.js'

/** What stands before the value of a parameter, in an address wherever that is quoted, or in a form. */
const PARAMETER = /(?:^|[?&;]\s?)([^=&;#?\s"'<>]*)\s?=\s?/g

/** Its value; a backslash before a quote is of that. */
const PARAMETER_VALUE = /[^&;#\s"'<>]*[^&;#\s"'<>\\]/y

/** Finds the values of parameters with secret names. */
export function * parameterSecrets (text: string): Generator<SecretRange> {
  let next = 0
  for (const { 0: { length }, 1: name = '', index } of text.matchAll(PARAMETER)) {
    const start = index + length
    PARAMETER_VALUE.lastIndex = start
    if (start < next || !isSecretName(parameterName(name)) || !PARAMETER_VALUE.test(text)) continue
    next = PARAMETER_VALUE.lastIndex
    yield { start, end: next, shown: REMOVED }
  }
}
