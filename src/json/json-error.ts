import { locatePosition } from './json-place.js'
import { scanJson } from './json-scanner.js'

/**
 * Returns the reason why JSON.parse refused a string, as the rest of a sentence that begins with the string's name.
 * @param cause the error of JSON.parse; undefined if the string is secret, because the message of the error quotes a part of it
 */
export function describeJsonError (text: string, cause?: unknown): string {
  const { line, column } = locatePosition(text, scanJson(text, 'strict'))
  // JSON.parse may quote several lines of the string.
  const reason = cause === undefined ? '' : ` (${String(cause).replace('SyntaxError: ', '').replaceAll('\n', ' ')})`
  return `is not valid JSON at line ${line}, column ${column}${reason}`
}
