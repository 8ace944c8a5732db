import type { FastifyInstance, FastifySchema } from 'fastify'

/** Matches the registered paths of API routes. */
export const API_PATHS = /^\/api(\/|$)/

/** Matches `/_mock` and the paths below it, with or without a query. */
export const CONTROL_PATHS = /^\/_mock([/?]|$)/i

export interface ListedRoute {
  /** The path, with its parameters as Fastify writes them: `/api/v1/Product/:productId`. */
  readonly url: string
  readonly methods: readonly string[]
  readonly schema: FastifySchema | undefined
}

/** Returns a list to which the routes that are registered later in `app` are added. The list is complete when the server is ready. */
export function listRoutes (app: FastifyInstance): readonly ListedRoute[] {
  const routes: ListedRoute[] = []
  app.addHook('onRoute', ({ url, method, schema }) => {
    routes.push({ url, methods: [method].flat(), schema })
  })
  return routes
}

/** Normalizes the path of a route, so that paths which differ only in case or in the names of parameters become equal. */
export const pathPattern = (url: string) => url.toLowerCase().replace(/:\w+/g, ':parameter')

/** Returns the path of a route with its parameters in braces: `/api/v1/Product/{productId}`. */
export const routeTemplate = (url: string) => url.replace(/:(\w+)/g, '{$1}')
