import { bodyMalformed } from '../../errors/api-errors.js'
import { locatePosition } from '../../json/json-place.js'
import { scanJson } from '../../json/json-scanner.js'
import { readUtf8 } from './utf8.js'

/** Limits bodies that are read leniently. Larger ones are generated, and generators write valid JSON. */
const MOST_LENIENT_BYTES = 64 * 1024

/** Limits texts in which the position of an error is searched if JSON.parse does not report it. */
const MOST_SEARCHED = 1024 * 1024

/**
 * Parses a JSON body; an empty one is undefined. `__proto__` is a name like any other: callers must read only the properties that they know.
 * If JSON.parse refuses the body, `isLenient` reads what Newtonsoft's Json.NET reads as well (superoffice-protocol, section 18).
 * @throws ApiError 400 with the message of JSON.parse, the line and the column
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

/** Returns the value of a text in lenient JSON, which is the value that JSON.parse returns for the same content; undefined if it is none. */
function readLeniently (text: string): { readonly value: unknown } | undefined {
  const whole: unknown[] = []
  const owners: object[] = [whole]
  // Defined, not assigned: an assignment of `__proto__` would replace the prototype.
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

/** Adds the line, the column and an excerpt to a message of JSON.parse. */
function describeError (message: string, text: string): string {
  const position = positionOf(message, text)
  if (position === undefined) return message
  const { line, column, excerpt } = locatePosition(text, position)
  return `${message}. Line ${line}, column ${column}: ${JSON.stringify(excerpt)}`
}

/** Returns the position of an error, which JSON.parse reports for some errors only. */
function positionOf (message: string, text: string): number | undefined {
  const [, reported] = /at position (\d+)/.exec(message) ?? []
  if (reported !== undefined) return Number(reported)
  return text.length > MOST_SEARCHED ? undefined : scanJson(text, 'strict')
}
