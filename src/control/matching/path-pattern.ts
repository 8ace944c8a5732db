/** What may stand in a path for any one segment: `{productId}`, or `:productId` in the path of a route. */
const ANY_SEGMENT = /^(\{[^{}]*\}|:.+)$/

/** What no path of a call has in it: there it is written as %20, say. */
const NEVER_IN_PATHS = /[^!-~]/

const segmentsOf = (path: string) => path.replace(/\/$/, '').toLowerCase().split('/')

/** Paths that no call has, as those of calls are without the tenant. */
const WITH_TENANT = /^\/[^/]+\/(api|_mock)(\/|$)/i

/**
 * Why no call has a path of the pattern, whatever routes there are; undefined when one may have it.
 * @param control what is told the pattern, below `/_mock`
 */
export function flawOfPath (pattern: string, control: 'faults' | 'journal'): string | undefined {
  if (WITH_TENANT.test(pattern)) {
    return `the path ${pattern} begins with a tenant; paths are without it, and /{tenant}/_mock/${control} is for its calls`
  }
  const segments = segmentsOf(pattern)
  const inner = segments.at(-1) === '*' ? segments.slice(0, -1) : segments
  if (inner.some(segment => segment.includes('*'))) {
    return `the path ${pattern} has a * that is not all of its last segment; there it stands for any rest, and {…} for any segment`
  }
  if (inner.some(segment => !ANY_SEGMENT.test(segment) && NEVER_IN_PATHS.test(segment))) {
    return `the path ${pattern} has what addresses have percent-encoded, as in %20 for a blank`
  }
  return undefined
}

/** Tells the path of a call, or the path of a route with parameters of its own. */
export type PathPattern = (path: string, kind: 'call' | 'route') => boolean

/**
 * Compiles whether a path is of the pattern, or a route has such paths. `{…}` stands for a segment and `*` at the end
 * for any rest, as in `/api/v1/Product/{productId}/*`.
 */
export function compilePathPattern (pattern: string): PathPattern {
  const expected = segmentsOf(pattern)
  const hasRest = expected.at(-1) === '*'
  const fixed = hasRest ? expected.slice(0, -1) : expected

  return (path, kind) => {
    const segments = segmentsOf(path)
    if (hasRest ? segments.length < fixed.length : segments.length !== fixed.length) return false
    return fixed.every((segment, index) => {
      const other = String(segments[index])
      return segment === other || ANY_SEGMENT.test(segment) || (kind === 'route' && ANY_SEGMENT.test(other))
    })
  }
}
