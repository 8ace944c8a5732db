/** The values of an object by property name. */
export type Properties = Record<string, unknown>

/** True if a value is an object other than an array. */
export function isProperties (value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns an object without a prototype, in which even `__proto__` is an ordinary property name. */
export const emptyProperties = (): Properties => Object.create(null)
