import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Config } from './config.js'
import { RequestLog, type Log } from './logging.js'
import type { Cors } from './protocol/cors.js'
import { createClientErrorReplies } from './protocol/error-replies.js'
import { WITHOUT_COMPILERS } from './protocol/schema-compilers.js'
import { withoutTenant } from './protocol/tenant.js'
import { MOCK_HEADER, VERSION } from './version.js'

/** How paths are told from each other. */
export const ROUTER_OPTIONS = {
  caseSensitive: false,
  ignoreTrailingSlash: true,
  // More than node:http takes of a whole request head, so that a parameter of any length is judged by its schema.
  maxParamLength: 16_384,
}

/** How long a request may take to come in; while a large body does, others may have to wait. */
const REQUEST_TIMEOUT_MS = 120_000

export interface ServerOptions {
  readonly config: Pick<Config, 'bodyLimit'>
  readonly log: Log | undefined
  readonly greetPage: Cors
  readonly replyWithError: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void
}

/** Makes a server without hooks and routes. */
export const createServer = ({ config, log, greetPage, replyWithError }: ServerOptions) => Fastify({
  ...(log && { loggerInstance: log.logger }),
  logController: new RequestLog(log),
  bodyLimit: config.bodyLimit,
  requestTimeout: REQUEST_TIMEOUT_MS,
  exposeHeadRoutes: false,
  routerOptions: ROUTER_OPTIONS,
  rewriteUrl: withoutTenant,
  schemaController: WITHOUT_COMPILERS,
  // No hook runs for what cannot be routed.
  frameworkErrors (error, request, reply) {
    reply.header(MOCK_HEADER, VERSION)
    if (!greetPage(request, reply)) replyWithError(error, request, reply)
  },
  // Calls that come while the server stops are answered like others, on a connection that is then closed.
  return503OnClosing: false,
  clientErrorHandler: createClientErrorReplies(log?.logger),
  http: { requireHostHeader: false },
}).withTypeProvider<TypeBoxTypeProvider>()
