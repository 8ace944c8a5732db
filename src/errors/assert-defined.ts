/**
 * Returns `value`.
 * @throws Error with `message` if `value` is undefined or null, which only a bug can cause
 */
export function assertDefined<Value> (value: Value, message: string): NonNullable<Value> {
  if (value === undefined || value === null) throw new Error(message)
  return value
}
