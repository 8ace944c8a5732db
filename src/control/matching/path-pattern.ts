import { assertDefined } from '../../errors/assert-defined.js'

/** Matches a placeholder for one segment: `{productId}` in a pattern, `:productId` in the URL of a route. */
const ANY_SEGMENT = /^(\{[^{}]*\}|:.+)$/

/** Matches a character that a valid path of a request contains only in percent-encoded form. */
const NEVER_IN_PATHS = /[^!-~]/

const pathSegments = (path: string) => path.replace(/\/$/, '').toLowerCase().split('/')

/** Matches a pattern such as `/Cust12345/api/*`. It is refused, because paths are compared without their tenant. */
const WITH_TENANT = /^\/[^/]+\/(api|_mock)(\/|$)/i

/**
 * Returns a reason why a path pattern is invalid; undefined if no reason is found. Further checks are left to the callers, for example
 * whether a route matches the pattern.
 * @param control the part of the path of the control route that follows `/_mock/`, for the message
 */
export function flawOfPath (pattern: string, control: 'faults' | 'journal'): string | undefined {
  if (WITH_TENANT.test(pattern)) {
    return `the path ${pattern} begins with a tenant; omit it and send the request to /{tenant}/_mock/${control}`
  }
  const segments = pathSegments(pattern)
  const inner = segments.at(-1) === '*' ? segments.slice(0, -1) : segments
  if (inner.some(segment => segment.includes('*'))) {
    return `the path ${pattern} contains a * that is not the whole last segment, where it matches all that follows; {…} matches one segment`
  }
  if (inner.some(segment => !ANY_SEGMENT.test(segment) && NEVER_IN_PATHS.test(segment))) {
    return `the path ${pattern} contains characters that are percent-encoded in requests, such as %20 for a blank`
  }
  return undefined
}

/**
 * True if the pattern matches `path`. If `kind` is `call`, `path` is the path of a request. If `kind` is `route`, `path` is the URL of a
 * route, in which a parameter matches any segment.
 */
type PathPattern = (path: string, kind: 'call' | 'route') => boolean

/**
 * Compiles a path pattern. `{…}` matches one segment, and `*` at the end matches all segments that follow, if any:
 * `/api/v1/Product/{productId}/*`. The comparison is case-insensitive and ignores a slash at the end.
 */
export function compilePathPattern (pattern: string): PathPattern {
  const expected = pathSegments(pattern)
  const hasRest = expected.at(-1) === '*'
  const fixed = hasRest ? expected.slice(0, -1) : expected

  return (path, kind) => {
    const segments = pathSegments(path)
    if (hasRest ? segments.length < fixed.length : segments.length !== fixed.length) return false
    return fixed.every((segment, index) => {
      const other = assertDefined(segments[index], 'every counted segment must exist')
      return segment === other || ANY_SEGMENT.test(segment) || (kind === 'route' && ANY_SEGMENT.test(other))
    })
  }
}
