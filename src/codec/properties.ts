/** What a parsed body has by name. */
export type Properties = Record<string, unknown>

/** Whether a value is an object, and not null or an array. */
export function isProperties (value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object in which any name may be a property, `__proto__` among them. */
export const emptyProperties = (): Properties => Object.create(null)
