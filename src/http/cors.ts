import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { FAULT_HEADER, MOCK_HEADER, VIOLATIONS_HEADER } from '../config/version.js'
import { parseOrigins } from './origins.js'
import { CONTROL_PATHS } from './route-list.js'

declare module 'fastify' {
  interface FastifyInstance {
    readonly applyCors: Cors
  }
}

/** The methods that pages may use, for every path: if a path does not support the method, the page can then read the response 405. */
const METHODS = 'GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS'

/** Response headers that pages may read, in addition to those that browsers always expose. */
const EXPOSED = ['Allow', 'Retry-After', 'SO-TimeZone', 'WWW-Authenticate', FAULT_HEADER, MOCK_HEADER, VIOLATIONS_HEADER].join(', ')

/** Time for which browsers may cache the response to a preflight: the longest that Chromium accepts. */
const MAX_AGE_S = '7200'

const ANY = '*'

export type CorsConfig = Pick<Config, 'corsOrigins' | 'controlOrigins'>

/** Returns the value of Access-Control-Allow-Origin for an origin. Undefined if the origin is not allowed. */
type OriginPolicy = (origin: string) => string | undefined

/**
 * Adds the CORS headers to a response. If the request has no header Origin, or if the origin is not allowed, adds only Vary. Sends the
 * response if the request is a preflight from an allowed origin, and returns true if it has sent the response.
 */
export type Cors = (request: FastifyRequest, reply: FastifyReply) => boolean

/**
 * Adds the hook `cors`, which calls `app.applyCors`. The hook runs before authentication, because browsers send preflights without a
 * credential.
 */
export function addCors (app: FastifyInstance): void {
  const { applyCors } = app
  app.addHook('onRequest', function cors (request, reply, done) {
    if (!applyCors(request, reply)) done()
  })
}

/**
 * Compiles the settings CONTROL_ORIGINS, for the paths at and below `/_mock`, and CORS_ORIGINS (superoffice-protocol, section 1), for others.
 * @throws ConfigError if a setting is neither `none` nor a list of origins. The list in CORS_ORIGINS can also contain `*`
 */
export function compileCors ({ corsOrigins, controlOrigins }: CorsConfig): Cors {
  const allowedForApi = compileOriginPolicy(parseOrigins('SUPEROFFICE_MOCK_CORS_ORIGINS', corsOrigins, [ANY]))
  const allowedForControl = compileOriginPolicy(parseOrigins('SUPEROFFICE_MOCK_CONTROL_ORIGINS', controlOrigins))

  return function applyCors (request, reply) {
    const { origin, 'access-control-request-method': method, 'access-control-request-headers': headers } = request.headers
    // Vary is set for requests without an Origin as well. Otherwise a cache could use this response for a request with an Origin.
    reply.header('vary', 'Origin')
    if (origin === undefined) return false
    const allowed = CONTROL_PATHS.test(request.url) ? allowedForControl(origin) : allowedForApi(origin)
    if (allowed === undefined) return false
    reply.header('access-control-allow-origin', allowed)
    // Lets the page send cookies, such as the one with the XSRF token. Browsers do not accept this header together with the origin `*`.
    if (allowed !== ANY) reply.header('access-control-allow-credentials', 'true')
    if (request.method !== 'OPTIONS' || method === undefined) {
      reply.header('access-control-expose-headers', EXPOSED)
      return false
    }
    reply.code(204).headers({
      'access-control-allow-methods': METHODS,
      'access-control-max-age': MAX_AGE_S,
      ...(headers !== undefined && { 'access-control-allow-headers': headers, vary: 'Origin, Access-Control-Request-Headers' }),
    }).send()
    return true
  }
}

function compileOriginPolicy (words: readonly string[]): OriginPolicy {
  if (words.includes(ANY)) return () => ANY
  const origins = new Set(words)
  return origin => origins.has(origin) ? origin : undefined
}
