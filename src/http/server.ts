import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { addBodyRate } from './body-rate.js'
import { trackConnections } from './connections.js'
import { compileCors, type CorsConfig } from './cors.js'
import { addHead } from './head.js'
import { EarlyEndLog, type Log } from './logging.js'
import { addMockHeader, MARKS } from './mock-header.js'
import { addRawReplies, createClientErrorReplies } from './raw-replies.js'
import { withoutTenant } from './tenant.js'
import { loadTls } from './tls/load-tls.js'
import type { Tls, TlsConfig } from './tls/tls.js'

/** Options of the router that determine how paths are compared. */
export const ROUTER_OPTIONS = {
  caseSensitive: false,
  ignoreTrailingSlash: true,
  // The default maximum size of a request head in node:http. With a smaller limit, the router could refuse a path parameter in a request
  // that node:http accepts.
  maxParamLength: 16_384,
}

/**
 * Limits the time in which request headers must be received. The time for bodies is limited by `addBodyRate` instead of node:http, so that
 * the time in which a body is paused does not count.
 */
const HEAD_TIMEOUT_MS = 60_000

const CONNECTION = { requireHostHeader: false, headersTimeout: HEAD_TIMEOUT_MS }

/** Placeholders for the schema compilers, which src/codec replaces. Loading those of Fastify would take a tenth of the start time. */
const WITHOUT_COMPILERS = { compilersFactory: { buildValidator: Object, buildSerializer: Object } }

type ServerConfig = Pick<Config, 'bodyLimit'> & CorsConfig & TlsConfig

type ReplyWithError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void

/**
 * The return type is `object`, because with Fastify's type for options with `https`, the server would have the type of an HTTPS server,
 * even if it uses HTTP.
 */
function connectionOptions (tls: Tls | undefined): object {
  return tls === undefined ? { http: CONNECTION } : { https: { ...CONNECTION, ...tls } }
}

/**
 * Creates the server without routes.
 * @throws TlsError if a file or a setting for HTTPS cannot be used, or ConfigError if CORS_ORIGINS or CONTROL_ORIGINS is invalid
 */
export async function createServer (config: ServerConfig, replyWithError: ReplyWithError, log?: Log) {
  const tls = await loadTls(config)
  const applyCors = compileCors(config)
  const logger: FastifyBaseLogger | undefined = log?.logger
  const app = Fastify({
    ...(logger !== undefined && { loggerInstance: logger }),
    // All requests share one logger. Most log lines identify their request by the properties of `identifyRequest`.
    childLoggerFactory: logger => logger,
    logController: new EarlyEndLog(),
    bodyLimit: config.bodyLimit,
    requestTimeout: 0,
    exposeHeadRoutes: false,
    routerOptions: ROUTER_OPTIONS,
    rewriteUrl: withoutTenant,
    schemaController: WITHOUT_COMPILERS,
    // Called, for example, if a path cannot be decoded. No hooks run for such a request.
    frameworkErrors (error, request, reply) {
      reply.headers(MARKS)
      if (!applyCors(request, reply)) replyWithError(error, request, reply)
    },
    // Requests that arrive while the server stops are handled instead of refused with 503.
    return503OnClosing: false,
    clientErrorHandler: createClientErrorReplies(logger),
    ...connectionOptions(tls),
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.decorate('certificateAuthority', tls?.authority)
  app.decorate('applyCors', applyCors)
  app.setErrorHandler(replyWithError)
  addMockHeader(app)
  addHead(app)
  addRawReplies(app)
  addBodyRate(app)
  trackConnections(app)
  return app
}
