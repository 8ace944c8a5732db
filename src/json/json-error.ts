import { locatePosition } from './json-place.js'
import { scanJson } from './json-scanner.js'

/**
 * Returns what is wrong with a string that JSON.parse refused, to follow its name in a message.
 * @param cause the error of JSON.parse; undefined if the string is secret, because the message of the error quotes a part of it
 */
export function describeJsonError (text: string, cause?: unknown): string {
  const { line, column } = locatePosition(text, scanJson(text, 'strict'))
  // The message can quote several lines.
  const reason = cause === undefined ? '' : ` (${String(cause).replace('SyntaxError: ', '').replaceAll('\n', ' ')})`
  return `is not valid JSON at line ${line}, column ${column}${reason}`
}
