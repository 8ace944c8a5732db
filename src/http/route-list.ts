import type { FastifyInstance, FastifySchema } from 'fastify'

/** Paths of the API, which faults and the journal are about. Neither the mock's own nor those that say how it is. */
export const API_PATHS = /^\/api(\/|$)/

/** Paths of what a tester does to the mock. */
export const CONTROL_PATHS = /^\/_mock([/?]|$)/i

/** A route as it was registered. */
export interface ListedRoute {
  /** The path with its parameters as Fastify writes them: `/api/v1/Product/:productId`. */
  readonly url: string
  readonly methods: readonly string[]
  readonly schema: FastifySchema | undefined
}

/** Returns a list of all routes that are registered after this call. It is complete when the server is ready. */
export function listRoutes (app: FastifyInstance): readonly ListedRoute[] {
  const routes: ListedRoute[] = []
  app.addHook('onRoute', ({ url, method, schema }) => {
    routes.push({ url, methods: [method].flat(), schema })
  })
  return routes
}

/** Returns a string that is equal for routes that match the same paths, however they spell them and name their parameters. */
export const pathPattern = (url: string) => url.toLowerCase().replace(/:\w+/g, ':parameter')

/** Returns the path of a route with its parameters in braces, as the documentation writes them. */
export const routeTemplate = (url: string) => url.replace(/:(\w+)/g, '{$1}')
