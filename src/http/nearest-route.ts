import type { FastifyInstance } from 'fastify'
import { distance } from 'fastest-levenshtein'
import { routeTemplate } from './route-template.js'

/** More of a path that there is not are not looked at: none has as many segments, or one as long. */
const MOST_SEGMENTS = 12
const LONGEST_SEGMENT = 40

/** What stands for any segment is nearly a number, as most parameters are, and half any other text. */
const NUMBER_DISTANCE = 0.1
const TEXT_DISTANCE = 0.5

/** What is farther, as a part of the longer path, is not what was meant. */
const FARTHEST = 0.5

/**
 * Names the route that is nearest to a call that none takes, such as `PUT /api/v1/Product/{productId}/ImageInfo`, or to a pattern
 * of such calls: without the method where that may be any.
 */
export type NearestRoute = (call: { readonly url: string, readonly method: string | undefined }) => string | undefined

const segmentsOf = (path: string) => path.split('/').slice(1, MOST_SEGMENTS + 1).map(segment => segment.slice(0, LONGEST_SEGMENT).toLowerCase())

/** The documented routes of servers. */
export interface RouteList {
  /** Remembers those that are added to the server after this call. */
  collect (app: FastifyInstance): void
  readonly nearest: NearestRoute
}

/** @param paths of the routes that are to be in the list */
export function createRouteList (paths = /^/): RouteList {
  const routes = new Map<string, { readonly segments: readonly string[], readonly methods: Set<string> }>()

  function collect (app: FastifyInstance): void {
    app.addHook('onRoute', ({ url, method, schema }) => {
      if (schema?.hide === true || !paths.test(url)) return
      const route = routes.get(url) ?? { segments: segmentsOf(url), methods: new Set<string>() }
      routes.set(url, route)
      for (const name of [method].flat()) route.methods.add(name)
    })
  }

  function nearest ({ url, method }: Parameters<NearestRoute>[0]): ReturnType<NearestRoute> {
    const [path = ''] = url.split('?', 1)
    const hasMethod = ({ methods }: { readonly methods: ReadonlySet<string | undefined> }) => Number(methods.has(method))
    // A * at the end stands for any rest.
    const segments = segmentsOf(path.replace(/\/\*$/, ''))
    const [closest] = Array.from(routes, ([url, { segments: other, methods }]) => ({
      url,
      methods,
      distance: distanceOf(segments, other) / Math.max(segments.length, other.length),
    })).sort((one, other) => one.distance - other.distance || hasMethod(other) - hasMethod(one))
    if (closest === undefined || closest.distance > FARTHEST) return undefined
    const template = routeTemplate(closest.url)
    if (method === undefined) return template
    const [first] = closest.methods
    return `${closest.methods.has(method) ? method : first} ${template}`
  }

  return { collect, nearest }
}

/** How many segments must be put in, left out or changed, each as far as it is another: by Wagner and Fischer. */
function distanceOf (came: readonly string[], route: readonly string[]): number {
  let distances = [0, ...route.map((_segment, column) => column + 1)]
  for (const [row, segment] of came.entries()) {
    let diagonal = row
    let left = row + 1
    const further = distances.slice(1).map((above, column) => {
      left = Math.min(left + 1, above + 1, diagonal + segmentDistance(segment, String(route[column])))
      diagonal = above
      return left
    })
    distances = [row + 1, ...further]
  }
  return Number(distances.at(-1))
}

/** From 0, the same, to 1. */
function segmentDistance (came: string, other: string): number {
  if (other.startsWith(':') && came.startsWith('{')) return 0
  if (other.startsWith(':')) return /^\d+$/.test(came) ? NUMBER_DISTANCE : TEXT_DISTANCE
  return distance(came, other) / Math.max(came.length, other.length, 1)
}
