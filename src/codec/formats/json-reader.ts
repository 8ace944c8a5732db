import { bodyMalformed } from '../../errors/api-errors.js'
import { locatePosition } from '../../json/json-place.js'
import { scanJson } from '../../json/json-scanner.js'
import { readUtf8 } from './utf8.js'

/** Limits the size of a body that is read leniently. Larger bodies are usually written by programs, which write valid JSON. */
const MOST_LENIENT_BYTES = 64 * 1024

/**
 * Limits the length, in UTF-16 code units, of a string that is searched for the first error. A string is searched only if JSON.parse does
 * not report the position of the error.
 */
const MOST_SEARCHED = 1024 * 1024

/**
 * Parses a JSON body. Returns undefined for a body that is empty or white space. In a body of at most MOST_LENIENT_BYTES, `isLenient` also
 * allows extensions of Newtonsoft's Json.NET, such as trailing commas and comments (superoffice-protocol, section 18). `__proto__` is an
 * ordinary name in the result, so callers must not assign properties with unknown names to another object.
 * @throws ApiError 400 if the body is not UTF-8 or not accepted as JSON
 */
export function readJson (body: Buffer, isLenient: boolean): unknown {
  const json = readUtf8(body, 'JSON')
  try {
    return JSON.parse(json)
  } catch (cause) {
    if (json.trim() === '') return undefined
    const read = isLenient && body.length <= MOST_LENIENT_BYTES ? readLeniently(json) : undefined
    if (read !== undefined) return read.value
    throw bodyMalformed('JSON', describeError(String(cause).replace('SyntaxError: ', ''), json))
  }
}

/** Parses lenient JSON. Returns undefined if `scanJson` does not accept it. */
function readLeniently (text: string): { readonly value: unknown } | undefined {
  const whole: unknown[] = []
  const owners: object[] = [whole]
  // Defines the property, because an assignment to `__proto__` does not create a property.
  const put = (name: string | undefined, value: unknown) => {
    const owner = Object(owners.at(-1))
    Object.defineProperty(owner, name ?? owner.length, { value, writable: true, enumerable: true, configurable: true })
  }
  const position = scanJson(text, 'lenient', {
    open (name, isList) {
      const inner = isList ? [] : {}
      put(name, inner)
      owners.push(inner)
    },
    close: () => { owners.pop() },
    scalar: put,
  })
  return position === undefined ? { value: whole[0] } : undefined
}

function describeError (message: string, text: string): string {
  const position = findError(message, text)
  if (position === undefined) return message
  const { line, column, excerpt } = locatePosition(text, position)
  return `${message}. Line ${line}, column ${column}: ${JSON.stringify(excerpt)}`
}

function findError (message: string, text: string): number | undefined {
  const [, reported] = /at position (\d+)/.exec(message) ?? []
  if (reported !== undefined) return Number(reported)
  return text.length > MOST_SEARCHED ? undefined : scanJson(text, 'strict')
}
