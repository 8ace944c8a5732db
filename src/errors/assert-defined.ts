/** Returns a value that must be there.
 * @throws Error with the message when it is undefined: a bug, not a user's mistake */
export function assertDefined<Value> (value: Value | undefined, message: string): Value {
  if (value === undefined) throw new Error(message)
  return value
}
