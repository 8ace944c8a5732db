import { quote } from '../errors/expectation.js'

/** How error messages describe an argument. Arguments are checked at run time, because callers in JavaScript may pass any value. */
export interface Argument {
  /** The first words of a message: `The rule`. */
  readonly subject: string
  /** Creates the error to throw. */
  readonly error: (message: string, options?: ErrorOptions) => Error
}

export interface ObjectArgument extends Argument {
  /** A valid object, followed by other valid values: `{ all: true }, or left out`. */
  readonly example: string
  /** The allowed properties; undefined if the mock itself validates them. */
  readonly names?: readonly string[]
}

/** `Object.prototype.toString` tags of plain objects. They exclude arrays, Maps and Promises that were not awaited. */
const PLAIN_OBJECT_TAGS = ['Object', 'Module']

/** @throws the error of the argument if the value is not a plain object or has an unknown property */
export function assertObject ({ subject, example, names, error }: ObjectArgument, given: unknown): void {
  const kind = Object.prototype.toString.call(given).slice('[object '.length, -1)
  if (!PLAIN_OBJECT_TAGS.includes(kind)) {
    const received = quote(given)
    throw error(`${subject} must be an object such as ${example}; got ${received === 'an object' ? `${received} of the kind ${kind}` : received}.`)
  }
  if (names === undefined) return
  const unknown = Object.keys(Object(given)).filter(name => !names.includes(name))
  if (unknown.length > 0) throw error(`${subject} must have no properties other than ${names.join(', ')}; got ${unknown.map(quote).join(', ')}.`)
}

/**
 * Returns a plain object as a JSON string.
 * @throws the error of the argument if the value is not a plain object, has an unknown property or cannot be JSON
 */
export function stringifyObject (argument: ObjectArgument, given: unknown): string {
  assertObject(argument, given)
  return stringifyArgument(argument, given)
}

/** Returns a value as a JSON string. @throws the error of the argument if the value cannot be JSON */
export function stringifyArgument ({ subject, error }: Argument, value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    // V8's message about a circular structure has several lines.
    const [reason] = String(cause).split('\n')
    throw error(`${subject} must be convertible to JSON; got an object that is not (${reason}).`, { cause })
  }
}

export const createTypeError: Argument['error'] = (message, options) => new TypeError(message, options)
