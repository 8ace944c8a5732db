import { distance } from 'fastest-levenshtein'
import { assertDefined } from '../errors/assert-defined.js'
import { routeTemplate, type ListedRoute } from './route-list.js'

/** Limits the part of a path that is compared. Routes have fewer and shorter segments. */
const MOST_SEGMENTS = 12
const LONGEST_SEGMENT = 40

/** The distance of a path parameter from a number, and from other text. The first is smaller, because most path parameters are numbers. */
const NUMBER_DISTANCE = 0.1
const TEXT_DISTANCE = 0.5

/** Maximum distance of a suggested route, relative to the number of segments of the longer path. */
const FARTHEST = 0.5

const routeSegments = (path: string) => path.split('/').slice(1, MOST_SEGMENTS + 1).map(segment => segment.slice(0, LONGEST_SEGMENT).toLowerCase())

/** The URL and the method of a request, or of a pattern that matches requests. A pattern for all methods has no method. */
interface RouteSearch {
  readonly url: string
  readonly method: string | undefined
}

/**
 * Returns the method and the path of the route that is nearest to a request or pattern. The method is `method` if the route supports it,
 * and otherwise the first method of the route. If `method` is undefined, the result is only the path. Routes with `hide` in their schema
 * are ignored. Returns undefined if no route is near.
 */
export function nearestRoute (routes: readonly ListedRoute[], { url, method }: RouteSearch): string | undefined {
  const [path = ''] = url.split('?', 1)
  // A * at the end of a pattern matches all further segments, so it is not compared.
  const segments = routeSegments(path.replace(/\/\*$/, ''))
  const hasMethod = ({ methods }: Pick<ListedRoute, 'methods'>) => Number(methods.some(name => name === method))
  const [closest] = routes.filter(({ schema }) => schema?.hide !== true).map(route => {
    const other = routeSegments(route.url)
    return { ...route, distance: pathDistance(segments, other) / Math.max(segments.length, other.length) }
  }).sort((one, other) => one.distance - other.distance || hasMethod(other) - hasMethod(one))
  if (closest === undefined || closest.distance > FARTHEST) return undefined
  const template = routeTemplate(closest.url)
  if (method === undefined) return template
  return `${hasMethod(closest) ? method : closest.methods[0]} ${template}`
}

/** Returns the edit distance of two paths (algorithm of Wagner and Fischer). */
function pathDistance (path: readonly string[], route: readonly string[]): number {
  let distances = [0, ...route.map((_segment, column) => column + 1)]
  for (const [row, segment] of path.entries()) {
    let diagonal = row
    let left = row + 1
    const further = distances.slice(1).map((above, column) => {
      left = Math.min(left + 1, above + 1, diagonal + segmentDistance(segment, assertDefined(route[column], 'a column of the route')))
      diagonal = above
      return left
    })
    distances = [row + 1, ...further]
  }
  return assertDefined(distances.at(-1), 'the distance of the whole paths')
}

/**
 * Returns the distance of two segments, from 0 for equal segments to 1. `other` may be a path parameter, such as `:productId`. Its distance
 * from a segment in braces, such as `{id}` in a pattern, is 0.
 */
function segmentDistance (segment: string, other: string): number {
  if (other.startsWith(':') && segment.startsWith('{')) return 0
  if (other.startsWith(':')) return /^\d+$/.test(segment) ? NUMBER_DISTANCE : TEXT_DISTANCE
  return distance(segment, other) / Math.max(segment.length, other.length, 1)
}
