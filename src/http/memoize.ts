/** Callers send few different headers; past this many the memory is emptied, so that it cannot grow. */
const MOST_REMEMBERED = 100

/** Calls a function once for each key, for what depends on nothing else. What throws is not remembered. */
export function remembering<Result extends object> (read: (key: string) => Result): (key: string) => Result {
  const results = new Map<string, Result>()

  return key => {
    const known = results.get(key)
    if (known !== undefined) return known
    const result = read(key)
    if (results.size >= MOST_REMEMBERED) results.clear()
    results.set(key, result)
    return result
  }
}

/**
 * Calls a function once for each frozen object, and each time for any other value. What is frozen must be constant
 * in its depth, as the carriers of associates and rights are.
 */
export function rememberingConstants (write: (value: unknown) => string): (value: unknown) => string {
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

/**
 * Compiles a function with its first call. There are dozens of schemas, of which a process reads and writes a few: the rest
 * would make its start longer.
 */
export function compilingAtFirstCall<Parameters extends unknown[], Result> (
  compile: () => (...parameters: Parameters) => Result
): (...parameters: Parameters) => Result {
  let compiled: ((...parameters: Parameters) => Result) | undefined

  return (...parameters) => {
    compiled ??= compile()
    return compiled(...parameters)
  }
}
