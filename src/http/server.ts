import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { RequestLog, type Log } from './logging.js'
import type { Cors } from './cors.js'
import { addRawReplies, createClientErrorReplies, requireHost } from '../codec/error-replies.js'
import { addHead } from './head.js'
import { markAsMock } from './mock-header.js'
import { WITHOUT_COMPILERS } from '../codec/schema-compilers.js'
import { addSteps } from './steps.js'
import { addTenants, requireTenantName, withoutTenant } from './tenant.js'
import { MOCK_HEADER, VERSION } from '../config/version.js'

/** How paths are told from each other. */
export const ROUTER_OPTIONS = {
  caseSensitive: false,
  ignoreTrailingSlash: true,
  // More than node:http takes of a whole request head, so that a parameter of any length is judged by its schema.
  maxParamLength: 16_384,
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether another server answers the call. */
    isPassedOn: boolean
  }
}

/** How long a request may take to come in; while a large body does, others may have to wait. */
const REQUEST_TIMEOUT_MS = 120_000

export interface ServerOptions {
  readonly config: Pick<Config, 'bodyLimit'>
  readonly log: Log | undefined
  readonly greetPage: Cors
  readonly replyWithError: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void
  /** Whether another server passes its calls on to it, which has read their tenants then, and logs them. */
  readonly isBehindAnother?: boolean
}

/** Makes a server without routes that marks its answers, lets pages call, tells tenants from each other and answers failures. */
export function createServer (options: ServerOptions) {
  const app = createBareServer(options)
  app.setErrorHandler(options.replyWithError)
  app.decorateRequest('isPassedOn', false)
  addHead(app)
  addRawReplies(app)
  addTenants(app)
  addSteps(app, markAsMock, requireHost, options.greetPage, requireTenantName)
  return app
}

const createBareServer = ({ config, log, greetPage, replyWithError, isBehindAnother = false }: ServerOptions) => Fastify({
  ...(log && { loggerInstance: log.logger }),
  logController: new RequestLog(isBehindAnother ? undefined : log),
  bodyLimit: config.bodyLimit,
  requestTimeout: REQUEST_TIMEOUT_MS,
  exposeHeadRoutes: false,
  routerOptions: ROUTER_OPTIONS,
  ...(!isBehindAnother && { rewriteUrl: withoutTenant }),
  schemaController: WITHOUT_COMPILERS,
  // No hook runs for what cannot be routed.
  frameworkErrors (error, request, reply) {
    reply.header(MOCK_HEADER, VERSION)
    if (greetPage(request, reply) !== 'answered') replyWithError(error, request, reply)
  },
  // Calls that come while the server stops are answered like others, on a connection that is then closed.
  return503OnClosing: false,
  clientErrorHandler: createClientErrorReplies(log?.logger),
  http: { requireHostHeader: false },
}).withTypeProvider<TypeBoxTypeProvider>()
