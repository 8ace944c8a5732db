/**
 * Returns the value, which the calling code knows to be there.
 * @param message what is missing, for the stack trace of a bug
 * @throws Error when the value is undefined or null
 */
export function assertDefined<Value> (value: Value, message: string): NonNullable<Value> {
  if (value === undefined || value === null) throw new Error(message)
  return value
}
