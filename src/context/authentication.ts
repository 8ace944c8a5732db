import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import { TEXT_LENGTH } from '../carriers/scalars.js'
import type { Config } from '../config/config.js'
import { createPasswordSecret, type Secret, type Users } from '../config/users.js'
import { tokenExpired, unauthorized } from '../errors/api-errors.js'
import type { ApiError } from '../errors/error-bodies.js'
import { memoize } from '../http/memoize.js'
import { ADMINISTRATOR, type Caller } from '../storage/store.js'
import { hasWebSession } from './web-session.js'

type Installation = Exclude<Config['installation'], 'any'>

/** Returns the caller of a request, or the error with which the request is refused. */
export type Authenticate = (request: Pick<FastifyRequest, 'headers' | 'now'>) => Caller | ApiError

/** A well-formed credential. */
interface ReceivedCredential {
  readonly secret: string
  /** The user name. Undefined in schemes without user names. */
  readonly name?: string
}

interface Scheme {
  readonly name: 'Basic' | 'SoTicket' | 'Bearer'
  readonly kind: Secret
  readonly challenge: string
  readonly acceptedBy: readonly Installation[]
  /** Returns undefined if the credential is malformed. */
  readonly parse: (credential: string) => ReceivedCredential | undefined
}

/** The authorization schemes of the service (superoffice-protocol, section 1). */
const SCHEMES: readonly Scheme[] = [
  { name: 'Basic', kind: 'password', challenge: 'Basic realm="SuperOffice", charset="UTF-8"', acceptedBy: ['onsite'], parse: parseBasic },
  { name: 'SoTicket', kind: 'ticket', challenge: 'SoTicket', acceptedBy: ['onsite', 'online'], parse: parseOpaque },
  { name: 'Bearer', kind: 'token', challenge: 'Bearer', acceptedBy: ['online'], parse: parseOpaque },
]

/** Returns the schemes that an installation accepts. */
export const schemesAcceptedBy = (installation: Config['installation']): readonly Scheme[] =>
  SCHEMES.filter(({ acceptedBy }) => installation === 'any' || acceptedBy.includes(installation))

const BASE64 = /^[a-z0-9+/]+={0,2}$/i

/**
 * Decodes a Basic credential in Base64. Its bytes are read as UTF-8. If they are not valid UTF-8, they are read as Latin-1, the encoding of
 * `btoa` in browsers and of the vendor's .NET samples (superoffice-protocol, section 18).
 */
export function decodeBasic (credential: string): string {
  const bytes = Buffer.from(credential, 'base64')
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')
}

/** The password can be empty or contain colons. */
function parseBasic (credential: string): ReceivedCredential | undefined {
  if (!BASE64.test(credential)) return undefined
  const [name = '', ...password] = decodeBasic(credential).split(':')
  if (password.length === 0 || name === '' || name.length > TEXT_LENGTH) return undefined
  return { name, secret: createPasswordSecret(name, password.join(':')) }
}

function parseOpaque (credential: string): ReceivedCredential | undefined {
  return /^\S+$/.test(credential) ? { secret: credential } : undefined
}

/** The result of parsing an Authorization header. It does not depend on the time or on other headers, so it can be cached. */
interface Authorization {
  readonly caller: Caller | undefined
  /** The time at which the credential expires, in UTC: `2008-01-30T08:40:59`. Undefined if it does not expire. */
  readonly expires?: string | undefined
  /** The reason why the credential is refused; undefined if `caller` is defined. */
  readonly problem?: string
  /** True for a well-formed ticket if `installation` is `online`: the request must then also have the header SO-AppToken. */
  readonly needsAppToken: boolean
}

/**
 * Compiles the function that authenticates requests by the settings.
 * @param users the users whose credentials are accepted; undefined unless the setting AUTH is `users`
 */
export function compileAuthentication (config: Pick<Config, 'auth' | 'installation' | 'expiredToken'>, users: Users | undefined): Authenticate {
  const { auth, installation } = config
  if (auth === 'off') return ({ headers }) => claimedCaller(headers.authorization)
  const schemes = schemesAcceptedBy(installation)
  const refused = (problem: string) => unauthorized(problem, schemes)
  // Cached, because most clients send the same header with each request.
  const parse = memoize(compileAuthorizationParser(schemes, installation, users))

  return function authenticate (request) {
    const { headers } = request
    if (!headers.authorization) return hasWebSession(headers) ? users?.first ?? ADMINISTRATOR : refused('got none')
    const { caller, expires, problem, needsAppToken } = parse(headers.authorization)
    if (needsAppToken && !headers['so-apptoken']) return refused('got a SoTicket without SO-AppToken')
    if (caller === undefined) return refused(String(problem))
    return expires !== undefined && expires <= request.now ? tokenExpired(Number(config.expiredToken), schemes) : caller
  }
}

function compileAuthorizationParser (schemes: readonly Scheme[], installation: Config['installation'], users: Users | undefined) {
  return function parseAuthorization (header: string): Authorization {
    const refused = (problem: string, needsAppToken = false): Authorization => ({ caller: undefined, problem, needsAppToken })
    const [name = '', ...rest] = header.trim().split(/ +/)
    const scheme = schemes.find(one => one.name.toLowerCase() === name.toLowerCase())
    if (scheme === undefined) return refused('got an unsupported scheme')
    const credential = scheme.parse(rest.join(' '))
    if (credential === undefined) return refused(`got a malformed ${scheme.name} credential`)
    const needsAppToken = scheme.kind === 'ticket' && installation === 'online'
    if (users === undefined) return { caller: callerNamed(credential.name), needsAppToken }
    const found = users.find(scheme.kind, credential.secret)
    if (found === undefined) return refused(`got an unknown ${scheme.name} credential`, needsAppToken)
    return { caller: found.user, expires: found.expires, needsAppToken }
  }
}

/**
 * Returns the caller if AUTH is `off`: the user whom a Basic credential names, or the administrator if the request has no well-formed Basic
 * credential.
 */
function claimedCaller (authorization = ''): Caller {
  const [scheme = '', credential = ''] = authorization.split(/ +/)
  return callerNamed(scheme.toLowerCase() === 'basic' ? parseBasic(credential)?.name : undefined)
}

const callerNamed = (name: string | undefined): Caller => name === undefined ? ADMINISTRATOR : { name, properties: {} }
