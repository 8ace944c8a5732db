import type { FastifyReply, FastifyRequest } from 'fastify'
import { ConfigError, type Config } from '../config/config.js'
import { quote } from '../errors/expectation.js'
import { FAULT_HEADER, MOCK_HEADER } from '../config/version.js'
import { VIOLATIONS_HEADER } from '../codec/schema-compilers.js'

/** What pages may do: whether a path takes the method is for the path to say, in an answer that the page can read. */
const METHODS = 'GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS'

/** Headers of answers that pages may read, beside those that browsers show them anyway. */
const EXPOSED = ['Allow', 'Retry-After', 'SO-TimeZone', 'WWW-Authenticate', FAULT_HEADER, MOCK_HEADER, VIOLATIONS_HEADER].join(', ')

/** How long browsers may remember the answer to a preflight; none does for longer. */
const MAX_AGE_S = '7200'

const ANY = '*'

/** What answers say to pages of an origin; undefined for pages that may not call. */
type OriginPolicy = (origin: string) => string | undefined

/** Lets an answer say whether the page of the caller may read it. A preflight, which asks for nothing else, is answered then. */
export type Cors = (request: FastifyRequest, reply: FastifyReply) => 'answered' | undefined

/**
 * Compiles what lets pages of other origins call (superoffice-protocol, section 1). Preflights are answered whatever the
 * path and before anybody is asked who they are, as browsers send them without a credential.
 * @throws ConfigError for what is no origin
 */
export function compileCors (config: Pick<Config, 'corsOrigins'>): Cors {
  const allowedFor = compileOriginPolicy(config)

  return function greetPage (request, reply) {
    const { origin, 'access-control-request-method': asked, 'access-control-request-headers': headers } = request.headers
    // Also where no page asked: a cache would give the answer to the next that does.
    reply.header('vary', 'Origin')
    const allowed = origin === undefined ? undefined : allowedFor(origin)
    if (allowed === undefined) return undefined
    reply.header('access-control-allow-origin', allowed)
    // A page may send the cookie of its XSRF token when the service knows the page by name.
    if (allowed !== ANY) reply.header('access-control-allow-credentials', 'true')
    if (request.method !== 'OPTIONS' || asked === undefined) {
      reply.header('access-control-expose-headers', EXPOSED)
      return undefined
    }
    reply.code(204).headers({
      'access-control-allow-methods': METHODS,
      'access-control-max-age': MAX_AGE_S,
      ...(headers !== undefined && { 'access-control-allow-headers': headers, vary: 'Origin, Access-Control-Request-Headers' }),
    }).send()
    return 'answered'
  }
}

/** The list of origins, as the service's CORSOrigin has it: separated by blanks, `*` for all, or `none`. */
function compileOriginPolicy ({ corsOrigins }: Pick<Config, 'corsOrigins'>): OriginPolicy {
  const words = corsOrigins === 'none' ? [] : corsOrigins.trim().split(/\s+/)
  const wrong = words.find(word => word !== ANY && !isOrigin(word))
  if (wrong !== undefined) {
    throw new ConfigError(`CORS_ORIGINS must be origins such as http://localhost:5173 separated by blanks, *, or none; ${quote(wrong)} came.`)
  }
  if (words.includes(ANY)) return () => ANY
  const origins = new Set(words)
  return origin => origins.has(origin) ? origin : undefined
}

const isOrigin = (word: string) => URL.canParse(word) && new URL(word).origin === word
