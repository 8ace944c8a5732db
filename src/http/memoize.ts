/** Limits of a cache. Clients send few different header values, and long ones are not cached. A full cache is cleared. */
const MOST_KEYS = 500
const LONGEST_KEY = 2000

/** Returns a function that caches the results of `read` by key. A result must depend only on its key. Errors are not cached. */
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
 * Returns a function that caches the results of `write` for frozen objects. The objects must be frozen deeply, as the carriers of
 * associates and rights are. Other values are not cached.
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

/** Returns a function that is compiled when it is first called, because a process uses few of the dozens of schemas. */
export function compilingAtFirstCall<Parameters extends unknown[], Result> (
  compile: () => (...parameters: Parameters) => Result
): (...parameters: Parameters) => Result {
  let compiled: ((...parameters: Parameters) => Result) | undefined

  return (...parameters) => {
    compiled ??= compile()
    return compiled(...parameters)
  }
}
