/**
 * Returns `value`.
 * @throws Error with `message` if `value` is undefined or null, which the caller does not expect
 */
export function assertDefined<Value> (value: Value, message: string): NonNullable<Value> {
  if (value === undefined || value === null) throw new Error(message)
  return value
}
