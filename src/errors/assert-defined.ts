/**
 * Returns a value that is undefined or null only if the code has a bug.
 * @param message the message of the error, for the stack trace
 * @throws Error if the value is undefined or null
 */
export function assertDefined<Value> (value: Value, message: string): NonNullable<Value> {
  if (value === undefined || value === null) throw new Error(message)
  return value
}
