import { locatePosition } from './json-place.js'
import { scanJson } from './json-scanner.js'

/**
 * Describes the syntax error in a string that JSON.parse refused, as a predicate: `is not valid JSON at line 2, column 5 (Unexpected token
 * …)`.
 * @param cause the error of JSON.parse, which can contain a part of the string. Must be undefined if the string is secret
 */
export function describeJsonError (text: string, cause?: unknown): string {
  const { line, column } = locatePosition(text, scanJson(text, 'strict'))
  // Line breaks are replaced, because the message of `cause` can contain several lines of the string.
  const reason = cause === undefined ? '' : ` (${String(cause).replace('SyntaxError: ', '').replaceAll('\n', ' ')})`
  return `is not valid JSON at line ${line}, column ${column}${reason}`
}
