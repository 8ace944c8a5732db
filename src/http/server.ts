import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { addBodyRate } from './body-rate.js'
import { trackConnections } from './connections.js'
import type { Cors } from './cors.js'
import { addHead } from './head.js'
import { EarlyEndLog, type Log } from './logging.js'
import { MARKS } from './mock-header.js'
import { addRawReplies, createClientErrorReplies } from './raw-replies.js'
import { withoutTenant } from './tenant.js'
import type { Tls } from './tls/tls.js'

/** How paths are compared. */
export const ROUTER_OPTIONS = {
  caseSensitive: false,
  ignoreTrailingSlash: true,
  // Longer than a whole request head that node:http accepts, so that a parameter of any length is validated by its schema.
  maxParamLength: 16_384,
}

/** How long the head of a request may take. Bodies are measured by addBodyRate, which does not count the time that they are paused. */
const HEAD_TIMEOUT_MS = 60_000

const CONNECTION = { requireHostHeader: false, headersTimeout: HEAD_TIMEOUT_MS }

/** Replaces Fastify's own compilers, which take a tenth of the time of a start to load, until the codec sets its own. */
const WITHOUT_COMPILERS = { compilersFactory: { buildValidator: Object, buildSerializer: Object } }

interface ServerOptions {
  readonly config: Pick<Config, 'bodyLimit'>
  /** The certificate and key for HTTPS; undefined for HTTP. */
  readonly tls: Tls | undefined
  readonly log: Log | undefined
  readonly applyCors: Cors
  readonly replyWithError: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void
}

/** Returns the options of node:http or node:https. Their type is not Fastify's, which would give the instance the type of another server. */
function connectionOptions (tls: Tls | undefined): object {
  return tls === undefined ? { http: CONNECTION } : { https: { ...CONNECTION, ...tls } }
}

/** Creates the server without routes and hooks: how it routes, limits, logs and answers what is no request. */
export function createServer ({ config, tls, log, applyCors, replyWithError }: ServerOptions) {
  const logger: FastifyBaseLogger | undefined = log?.logger
  const app = Fastify({
    ...(logger !== undefined && { loggerInstance: logger }),
    // One logger for all requests: each line says itself which request it is about.
    childLoggerFactory: logger => logger,
    logController: new EarlyEndLog(),
    bodyLimit: config.bodyLimit,
    requestTimeout: 0,
    exposeHeadRoutes: false,
    routerOptions: ROUTER_OPTIONS,
    rewriteUrl: withoutTenant,
    schemaController: WITHOUT_COMPILERS,
    // No hook runs for a path that cannot be decoded.
    frameworkErrors (error, request, reply) {
      reply.headers(MARKS)
      if (!applyCors(request, reply)) replyWithError(error, request, reply)
    },
    // Requests that arrive while the server stops are answered like others, and their connection is closed then.
    return503OnClosing: false,
    clientErrorHandler: createClientErrorReplies(logger),
    ...connectionOptions(tls),
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setErrorHandler(replyWithError)
  addHead(app)
  addRawReplies(app)
  addBodyRate(app)
  trackConnections(app)
  return app
}
