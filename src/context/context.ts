import type { FastifyInstance } from 'fastify'
import type { ClockReader } from './clock.js'
import { formatHttpDate } from './conditional.js'
import type { Wording } from './wording.js'
import type { Config } from '../config/config.js'
import { loadConfiguredUsers, type Users } from '../config/users.js'
import { ApiError } from '../errors/error-bodies.js'
import type { Caller } from '../storage/store.js'
import { compileAuthentication, type Authenticate } from './authentication.js'
import { addViolations } from '../http/violations-header.js'
import { compileLanguage, type ReadLanguage } from './language.js'
import type { CallerRights, Rights } from './rights.js'
import { compileTimeZones, type DateStyle, type TimeZones } from './time-zone.js'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
    /** Translates the strings of the response. */
    wording: Wording
    dates: DateStyle
    rights: CallerRights
  }
}

export interface Context {
  /** The users of the setting USERS; undefined unless the setting AUTH is `users`. */
  readonly users: Users | undefined
  readonly authenticate: Authenticate
  readonly readLanguage: ReadLanguage
  readonly timeZones: TimeZones
}

/**
 * Loads the users, and compiles the settings on which the context of requests depends.
 * @throws UsersError if the users are invalid or cannot be read; ConfigError if AUTH is `users` and USERS is empty, or if the base time
 * zone is unknown
 */
export function compileContext (config: Config): Context {
  const users = loadConfiguredUsers(config)
  return {
    users,
    authenticate: compileAuthentication(config, users),
    readLanguage: compileLanguage(config.validation),
    timeZones: compileTimeZones(config),
  }
}

/**
 * Adds the hook `setContext`. The hook sets the caller, language, time zone and rights of a request, or refuses the request. It also sets
 * response headers: SO-TimeZone, X-SuperOffice-Mock-Violations for an unknown language in SO-Language or SO-Culture, and Date if the tenant
 * has its own clock.
 */
export function addContext (app: FastifyInstance, { authenticate, readLanguage, timeZones }: Context, rights: Rights, clock: ClockReader): void {
  for (const name of ['caller', 'wording', 'dates', 'rights']) app.decorateRequest(name)

  app.addHook('onRequest', function setContext (request, reply, done) {
    if (clock.isAdjusted(request.tenant)) reply.header('date', formatHttpDate(request.now))
    const caller = authenticate(request)
    if (caller instanceof ApiError) return done(caller)
    const language = readLanguage(request)
    if (language instanceof ApiError) return done(language)
    const dates = timeZones.parseTimeZone(String(request.headers['so-timezone'] ?? ''))
    if (dates instanceof ApiError) return done(dates)
    request.caller = caller
    request.wording = language.wording
    request.dates = dates
    reply.header('so-timezone', dates.header)
    addViolations(request, reply, language.violations)
    const found = rights.of(request)
    if (!(found instanceof Promise)) {
      request.rights = found
      return done()
    }
    found.then(limited => {
      request.rights = limited
      done()
    }, done)
  })
}
