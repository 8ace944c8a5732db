import type { FastifyInstance, FastifyRequest } from 'fastify'
import createRouter, { type Config } from 'find-my-way'
import { methodNotAllowed, type ApiError } from '../errors/api-errors.js'
import { pathPattern } from './route-template.js'

/** How paths are told from each other, by Fastify's router and by the one of this file. */
export type RouterOptions = Pick<Config<never>, 'caseSensitive' | 'ignoreTrailingSlash' | 'maxParamLength'>

/** The refusal of a request that no route takes though its path has one: 405 with `Allow`. */
export type MethodRefusal = (request: FastifyRequest) => ApiError | undefined

/**
 * Remembers the methods of all routes that are added after this call. Their paths have a router of their own, which is made
 * when it is asked first: to give Fastify's a route for every other method of every path would take a quarter of the time
 * of a start.
 */
export function collectMethods (app: FastifyInstance, options: RouterOptions): MethodRefusal {
  const methodsOf = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = pathPattern(url)
    const methods = methodsOf.get(pattern) ?? new Set<string>()
    methodsOf.set(pattern, methods)
    for (const name of [method].flat()) methods.add(name)
  })
  let paths: ReturnType<typeof createPaths> | undefined

  function createPaths () {
    const router = createRouter(options)
    for (const [pattern, methods] of methodsOf) router.on('GET', pattern, () => undefined, methods)
    return router
  }

  return ({ url, method }) => {
    const [path = ''] = url.split('?', 1)
    paths ??= createPaths()
    const methods: ReadonlySet<string> = paths.find('GET', path)?.store ?? new Set([method])
    return methods.has(method) ? undefined : methodNotAllowed(method, [...methods].sort().join(', '))
  }
}
