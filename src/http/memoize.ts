/** Maximum number of keys in a cache, which is cleared when it is full. */
const MOST_KEYS = 500

/** Maximum length of a cached key, so that the keys of a full cache have at most a million characters. */
const LONGEST_KEY = 2000

/**
 * Returns a function that caches the results of `read` by key. A result must depend only on its key. Thrown errors, and results for keys
 * longer than LONGEST_KEY, are not cached.
 */
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

/** Returns a function that caches the results of `write` for frozen objects. These must be frozen deeply. */
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

/** Returns a function that is compiled at its first call, because many processes never call it. */
export function compilingAtFirstCall<Parameters extends unknown[], Result> (
  compile: () => (...parameters: Parameters) => Result
): (...parameters: Parameters) => Result {
  let compiled: ((...parameters: Parameters) => Result) | undefined

  return (...parameters) => {
    compiled ??= compile()
    return compiled(...parameters)
  }
}
