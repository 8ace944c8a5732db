import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify'
import { routeNotFound } from '../../errors/api-errors.js'

export interface DocumentationOptions {
  /** Where the document is. */
  readonly document: string
  /** Where a page is to read and try it; without it there is none. */
  readonly page?: string
  readonly swagger: FastifyDynamicSwaggerOptions
}

/** What the connection has of its own, whatever is answered. */
const OF_CONNECTION = ['connection', 'date', 'keep-alive', 'transfer-encoding']

/**
 * Serves the OpenAPI document of all routes that are added after it. Another server has it, which is made when somebody
 * asks: generator and page would take a quarter of the time of a start, and few starts are followed by a look at them.
 */
export function addDocumentation (app: FastifyInstance, options: DocumentationOptions): void {
  const routes: RouteOptions[] = []
  let documentation: Promise<FastifyInstance> | undefined

  async function answer ({ url, headers, originalUrl }: FastifyRequest, reply: FastifyReply): Promise<Buffer> {
    documentation ??= createDocumentation(routes, options)
    const found = await (await documentation).inject({ url, headers })
    if (found.statusCode === 404) throw routeNotFound(originalUrl)
    const own = Object.entries(found.headers).filter(([name]) => !OF_CONNECTION.includes(name))
    reply.code(found.statusCode).headers(Object.fromEntries(own))
    return found.rawPayload
  }

  const { document, page } = options
  for (const url of [document, ...(page === undefined ? [] : [page, `${page}/*`])]) app.get(url, { schema: { hide: true } }, answer)
  app.addHook('onRoute', route => {
    if (route.schema?.hide !== true) routes.push(route)
  })
}

/** Makes a server that has the routes of another only to describe them. */
async function createDocumentation (
  routes: readonly RouteOptions[], { document, page, swagger: options }: DocumentationOptions
): Promise<FastifyInstance> {
  const documentation = Fastify({ exposeHeadRoutes: false, routerOptions: { caseSensitive: false, ignoreTrailingSlash: true } })
  documentation.setValidatorCompiler(() => Boolean)
  documentation.setSerializerCompiler(() => String)
  await documentation.register(swagger, options)
  if (page !== undefined) {
    const { default: swaggerUi } = await import('@fastify/swagger-ui')
    await documentation.register(swaggerUi, { routePrefix: page })
  }
  for (const { method: methods, url, schema, config, handler } of routes) {
    // What takes GET takes HEAD; no document says so of each.
    const method = [methods].flat().filter(name => name !== 'HEAD')
    documentation.route({ method, url, handler, ...(schema && { schema }), ...(config && { config }) })
  }

  let text: string | undefined
  documentation.get(document, { schema: { hide: true } }, async (_request, reply) => {
    text ??= JSON.stringify(documentation.swagger())
    reply.type('application/json; charset=utf-8')
    return text
  })
  return documentation
}
