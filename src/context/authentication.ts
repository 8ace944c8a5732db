import type { FastifyInstance, FastifyRequest } from 'fastify'
import { TEXT_LENGTH } from '../carriers/scalars.js'
import type { Config } from '../config/config.js'
import { ApiError, tokenExpired, unauthorized } from '../errors/api-errors.js'
import { ADMINISTRATOR, type Caller } from '../storage/store.js'
import type { Step } from '../http/steps.js'
import { passwordSecret, type Credential, type Secret, type Users } from '../config/users.js'
import { hasWebSession } from './web-session.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls. */
    caller: Caller
  }
}

type Installation = Exclude<Config['installation'], 'any'>

/** Who makes a call, or why nobody may. */
export type Authentication = (request: Pick<FastifyRequest, 'headers' | 'now'>) => Caller | ApiError

/** What a credential says. */
interface Said {
  readonly secret: string
  /** The user name, in those that have one. */
  readonly name?: string
}

interface Scheme {
  readonly name: 'Basic' | 'SoTicket' | 'Bearer'
  readonly kind: Secret
  readonly challenge: string
  /** The installations that take the scheme. */
  readonly takenBy: readonly Installation[]
  /** What the credential says, or undefined when it is malformed. */
  readonly read: (credential: string) => Said | undefined
}

/** The schemes that the service takes (superoffice-protocol, section 1). */
const SCHEMES: readonly Scheme[] = [
  { name: 'Basic', kind: 'password', challenge: 'Basic realm="SuperOffice", charset="UTF-8"', takenBy: ['onsite'], read: readBasic },
  { name: 'SoTicket', kind: 'ticket', challenge: 'SoTicket', takenBy: ['onsite', 'online'], read: readOpaque },
  { name: 'Bearer', kind: 'token', challenge: 'Bearer', takenBy: ['online'], read: readOpaque },
]

/** The schemes that an installation takes. */
export const schemesTakenBy = (installation: Config['installation']): readonly Scheme[] =>
  SCHEMES.filter(({ takenBy }) => installation === 'any' || takenBy.includes(installation))

const BASE64 = /^[a-z0-9+/]+={0,2}$/i
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A user name, the first colon and a password, in Base64; the password may be empty or hold colons. */
function readBasic (credential: string): Said | undefined {
  if (!BASE64.test(credential)) return undefined
  try {
    const [name = '', ...password] = UTF8.decode(Buffer.from(credential, 'base64')).split(':')
    if (password.length === 0 || name === '' || name.length > TEXT_LENGTH) return undefined
    return { name, secret: passwordSecret(name, password.join(':')) }
  } catch {
    // Bytes that are no UTF-8.
    return undefined
  }
}

function readOpaque (credential: string): Said | undefined {
  return /^\S+$/.test(credential) ? { secret: credential } : undefined
}

/** The step that gives each request its caller, and refuses those that have none. */
export function callerStep (app: FastifyInstance, callerOf: Authentication): Step {
  app.decorateRequest('caller')
  return request => {
    const caller = callerOf(request)
    if (caller instanceof ApiError) return caller
    request.caller = caller
    return undefined
  }
}

/**
 * Compiles the authentication that the settings ask for.
 * @param users those whose credentials are accepted; undefined to accept any
 */
export function compileAuthentication (config: Pick<Config, 'auth' | 'installation' | 'expiredToken'>, users: Users | undefined): Authentication {
  const { auth, installation } = config
  if (auth === 'off') return ({ headers }) => claimedCaller(headers.authorization)
  const schemes = schemesTakenBy(installation)
  const refused = (problem: string) => unauthorized(problem, schemes)

  return function authenticate (request) {
    const { headers } = request
    const { authorization } = headers
    if (!authorization) return hasWebSession(headers) ? users?.first ?? ADMINISTRATOR : refused('no Authorization came')
    const [name = '', ...credential] = authorization.trim().split(/ +/)
    const scheme = schemes.find(one => one.name.toLowerCase() === name.toLowerCase())
    if (scheme === undefined) return refused('a scheme came that is not taken')
    const said = scheme.read(credential.join(' '))
    if (said === undefined) return refused(`a ${scheme.name} credential came that is malformed`)
    if (scheme.kind === 'ticket' && installation === 'online' && !headers['so-apptoken']) {
      return refused('a SoTicket came without SO-AppToken')
    }
    if (users === undefined) return claimedBy(said)
    const found = users.find(scheme.kind, said.secret)
    if (found === undefined) return refused(`a ${scheme.name} credential came that nobody has`)
    return hasEnded(found, request.now) ? tokenExpired(Number(config.expiredToken), schemes) : found.user
  }
}

/** The user that a Basic credential names, where nobody asks for any. */
function claimedCaller (authorization = ''): Caller {
  const [scheme = '', credential = ''] = authorization.split(/ +/)
  const said = scheme.toLowerCase() === 'basic' ? readBasic(credential) : undefined
  return claimedBy(said)
}

/** Who a credential says that calls; the administrator if it names nobody. */
const claimedBy = (said: Said | undefined): Caller =>
  said?.name === undefined ? ADMINISTRATOR : { name: said.name, properties: {} }

const hasEnded = ({ expires }: Credential, now: string) => expires !== undefined && expires <= now
