/** What may stand in a path for any one segment: `{productId}`, or `:productId` in the path of a route. */
const ANY_SEGMENT = /^(\{[^{}]*\}|:.+)$/

const segmentsOf = (path: string) => path.replace(/\/$/, '').toLowerCase().split('/')

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
