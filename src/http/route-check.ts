import type { FastifyInstance, FastifyRequest } from 'fastify'
import createRouter from 'find-my-way'
import { methodNotAllowed, routeNotFound } from '../errors/api-errors.js'
import type { ApiError } from '../errors/error-bodies.js'
import { nearestRoute } from './nearest-route.js'
import { pathPattern, type ListedRoute } from './route-list.js'
import { ROUTER_OPTIONS } from './server.js'

/**
 * Adds the hook `requireRoute`, which refuses a request that matches no route, before its body is read. The response is 405 with `Allow` if
 * the path has routes for other methods, and otherwise 404.
 */
export function addRouteCheck (app: FastifyInstance, routes: readonly ListedRoute[]): void {
  // Created at the first use, because most processes receive only requests that match a route.
  let methodsByPath: ReturnType<typeof createMethodRouter> | undefined

  function createRefusal ({ url, originalUrl, method }: FastifyRequest): ApiError {
    const [path = ''] = url.split('?', 1)
    methodsByPath ??= createMethodRouter(routes)
    const methods = methodsByPath.find('GET', path)?.store
    return methods === undefined
      ? routeNotFound(originalUrl, nearestRoute(routes, { url, method }))
      : methodNotAllowed(method, [...methods].sort().join(', '))
  }

  // Only `reply.callNotFound()` can call this handler, because `requireRoute` refuses all requests that match no route before it.
  app.setNotFoundHandler(async ({ originalUrl }) => { throw routeNotFound(originalUrl) })
  app.addHook('onRequest', function requireRoute (request, _reply, done) {
    done(request.is404 ? createRefusal(request) : undefined)
  })
}

/** Creates a router that finds the methods of a path. Fastify's own router cannot find a path without a method. */
function createMethodRouter (routes: readonly ListedRoute[]) {
  const methodsByUrl = new Map<string, Set<string>>()
  for (const { url, methods } of routes) {
    const pattern = pathPattern(url)
    methodsByUrl.set(pattern, new Set([...methodsByUrl.get(pattern) ?? [], ...methods]))
  }
  const router = createRouter(ROUTER_OPTIONS)
  for (const [pattern, methods] of methodsByUrl) router.on('GET', pattern, () => undefined, methods)
  return router
}
