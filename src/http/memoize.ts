/** Cache limits. Clients send few different header values, and no long ones. The cache is cleared when it is full. */
const MOST_KEYS = 500
const LONGEST_KEY = 2000

/** Returns a function that calls `read` once for each key. The result must depend only on the key. Errors are not cached. */
export function memoize<Result extends object> (read: (key: string) => Result): (key: string) => Result {
  const results = new Map<string, Result>()

  return key => {
    const known = results.get(key)
    if (known !== undefined) return known
    const result = read(key)
    if (key.length > LONGEST_KEY) return result
    if (results.size >= MOST_KEYS) results.clear()
    results.set(key, result)
    return result
  }
}

/**
 * Returns a function that calls `write` once for each frozen object, and every time for any other value. Frozen objects must be frozen
 * deeply, as the carriers of associates and rights are.
 */
export function memoizeConstants (write: (value: unknown) => string): (value: unknown) => string {
  const results = new WeakMap<object, string>()

  return value => {
    if (typeof value !== 'object' || value === null) return write(value)
    const known = results.get(value)
    if (known !== undefined) return known
    const result = write(value)
    if (Object.isFrozen(value)) results.set(value, result)
    return result
  }
}

/** Returns a function that is compiled by its first call. A process uses few of the dozens of schemas. */
export function compilingAtFirstCall<Parameters extends unknown[], Result> (
  compile: () => (...parameters: Parameters) => Result
): (...parameters: Parameters) => Result {
  let compiled: ((...parameters: Parameters) => Result) | undefined

  return (...parameters) => {
    compiled ??= compile()
    return compiled(...parameters)
  }
}
