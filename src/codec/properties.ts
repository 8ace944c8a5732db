export type Properties = Record<string, unknown>

export function isProperties (value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns an object without a prototype, in which `__proto__` is an ordinary property name. */
export const emptyProperties = (): Properties => Object.create(null)

const anyCaseIndexes = new WeakMap<Properties, ReadonlyMap<string, unknown>>()

/**
 * Returns the value of the first property whose name equals `name`, case-insensitively; undefined if no such property exists. The object
 * must not be changed after the first call, because an index of its properties is cached.
 */
export function propertyInAnyCase (properties: Properties, name: string): unknown {
  let index = anyCaseIndexes.get(properties)
  if (index === undefined) {
    index = new Map(Object.entries(properties).reverse().map(([other, value]) => [other.toLowerCase(), value]))
    anyCaseIndexes.set(properties, index)
  }
  return index.get(name.toLowerCase())
}
