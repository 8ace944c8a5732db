import { METHODS } from 'node:http'
import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'
import { methodNotAllowed } from '../errors.js'

/**
 * Remembers the methods of all routes that are added after this call.
 * @returns a function that, called behind the last route, lets every other method of those paths answer 405
 * with `Allow`
 */
export function collectMethods (app: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<HTTPMethods>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsOf.get(url) ?? new Set()
    methodsOf.set(url, methods)
    for (const name of [method].flat()) methods.add(name)
  })

  return () => {
    for (const method of METHODS.filter(name => !app.supportedMethods.includes(name))) app.addHttpMethod(method)
    for (const [url, methods] of [...methodsOf]) {
      const allowed = [...methods].sort().join(', ')
      const refuse = async (request: FastifyRequest) => { throw methodNotAllowed(request.method, allowed) }
      app.route({
        method: app.supportedMethods.filter(name => !methods.has(name)),
        url,
        schema: { hide: true },
        onRequest: refuse,
        handler: refuse,
      })
    }
  }
}
