import { locatePosition } from './json-place.js'
import { scanJson } from './json-scanner.js'

/**
 * Describes why JSON.parse refused a string. The result continues a sentence that begins with the name of the string.
 * @param cause the error of JSON.parse; undefined if the string is secret, because the error message quotes a part of the string
 */
export function describeJsonError (text: string, cause?: unknown): string {
  const { line, column } = locatePosition(text, scanJson(text, 'strict'))
  // The line breaks are removed, because JSON.parse may quote several lines of the string.
  const reason = cause === undefined ? '' : ` (${String(cause).replace('SyntaxError: ', '').replaceAll('\n', ' ')})`
  return `is not valid JSON at line ${line}, column ${column}${reason}`
}
