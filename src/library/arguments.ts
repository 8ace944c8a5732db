import { quote } from '../errors/expectation.js'

/** An argument in the words of its sentences. Who writes JavaScript may give anything. */
export interface Argument {
  /** What it is: `The rule`. */
  readonly subject: string
  /** Makes what is thrown. */
  readonly error: (message: string, options?: ErrorOptions) => Error
}

export interface ObjectArgument extends Argument {
  /** An object that would be right, and what else would be. */
  readonly example: string
  /** The properties that it can have, if the mock itself does not say so. */
  readonly names?: readonly string[]
}

/** What objects of properties are, as the language tells them from a Promise that nobody waited for, a Map or an array. */
const PROPERTIES = ['Object', 'Module']

/** @throws what `error` makes of a sentence, for what is no such object, or has a property that there is not */
export function assertObject ({ subject, example, names, error }: ObjectArgument, given: unknown): void {
  const kind = Object.prototype.toString.call(given).slice('[object '.length, -1)
  if (!PROPERTIES.includes(kind)) {
    const came = quote(given)
    throw error(`${subject} must be an object such as ${example}; ${came === 'an object' ? `${came} of the kind ${kind}` : came} came.`)
  }
  if (names === undefined) return
  const unknown = Object.keys(Object(given)).filter(name => !names.includes(name))
  if (unknown.length > 0) throw error(`${subject} can have no property but ${names.join(', ')}; ${unknown.map(quote).join(', ')} came.`)
}

/** An object as JSON. @throws as above, and for what JSON cannot have */
export function objectText (argument: ObjectArgument, given: unknown): string {
  assertObject(argument, given)
  return jsonText(argument, given)
}

/** A value as JSON. @throws what `error` makes of a sentence, for what JSON cannot have */
export function jsonText ({ subject, error }: Argument, value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    // What it says of a circle is some lines long.
    const [reason] = String(cause).split('\n')
    throw error(`${subject} must have what JSON can have and nothing else; an object came that cannot be written (${reason}).`, { cause })
  }
}

export const typeError: Argument['error'] = (message, options) => new TypeError(message, options)
