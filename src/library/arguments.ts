import { quote } from '../errors/expectation.js'

/** The description of an argument in error messages. Arguments are checked, because callers in JavaScript can pass any value. */
export interface Argument {
  /** The first words of an error message: `The rule`. */
  readonly subject: string
  /** Creates the error that is thrown for an invalid argument. */
  readonly error: (message: string, options?: ErrorOptions) => Error
}

export interface ObjectArgument extends Argument {
  /** Examples of valid values for the message, beginning with an object: `{ all: true }, or left out`. */
  readonly example: string
  /** The allowed property names; undefined if the names are validated elsewhere, for example by the mock. */
  readonly names?: readonly string[]
}

/** The tags that `Object.prototype.toString` returns for plain objects, instances of most classes and module namespaces. */
const PLAIN_OBJECT_TAGS = ['Object', 'Module']

/**
 * Checks that a value is an object with one of PLAIN_OBJECT_TAGS and, if `names` is defined, has only these properties.
 * @throws `error` of the argument if the value is not such an object or has another property
 */
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
 * Formats an object as JSON.
 * @throws `error` of the argument if `assertObject` refuses the value, or if JSON.stringify throws
 */
export function stringifyObject (argument: ObjectArgument, given: unknown): string {
  assertObject(argument, given)
  return stringifyArgument(argument, given)
}

/** Formats a value as JSON. @throws `error` of the argument if JSON.stringify throws, for example for a circular structure */
export function stringifyArgument ({ subject, error }: Argument, value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    // Only the first line is used, because V8's message about a circular structure has several.
    const [reason] = String(cause).split('\n')
    throw error(`${subject} must be convertible to JSON; got an object that is not (${reason}).`, { cause })
  }
}

export const createTypeError: Argument['error'] = (message, options) => new TypeError(message, options)
