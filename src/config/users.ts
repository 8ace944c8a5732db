import { createHash, timingSafeEqual } from 'node:crypto'
import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { DATE_TIME_PATTERN, toUtcSeconds } from '../carriers/date-time.js'
import { CALENDAR_FORMAT, TEXT_LENGTH } from '../carriers/scalars.js'
import { ConfigError, type Config } from './config.js'
import { quote } from '../errors/expectation.js'
import { assertFits, readJsonFile } from './json-file.js'
import { WrongUseError } from './start-error.js'

const closed = { additionalProperties: false }
const SecretSchema = Type.String({ minLength: 1, pattern: '^\\S+$', expected: 'a text without blanks that is not empty' })

const NameSchema = Type.String({
  minLength: 1, maxLength: TEXT_LENGTH, pattern: '^[^:]+$',
  expected: `a name of 1 to ${TEXT_LENGTH} characters without a colon, which ends the name in a Basic credential`,
})

/** What a users file holds. */
export const UsersFileSchema = Type.Array(Type.Object({
  Name: NameSchema,
  Password: Type.Optional(Type.String({ expected: 'a text in quotes, which may be empty' })),
  Tickets: Type.Optional(Type.Array(SecretSchema)),
  Tokens: Type.Optional(Type.Array(Type.Object({ Token: SecretSchema, Expires: Type.Optional(Type.String({ pattern: DATE_TIME_PATTERN, format: CALENDAR_FORMAT })) }, closed))),
  Associate: Type.Optional(Type.Partial(Type.Omit(AssociateSchema, ['Name', 'AssociateId']), closed)),
}, closed), { description: 'The users whose credentials are taken. The first is who calls by a session of the web client.' })

export type UsersFile = Static<typeof UsersFileSchema>

/** A users file that cannot be read or that is wrong, with the first place that is. */
export class UsersError extends WrongUseError {}

export interface User {
  readonly name: string
  /** What is known of the associate that the user is. */
  readonly properties: Partial<Associate>
}

export interface Credential {
  readonly user: User
  /** When it ends, as instants are kept; undefined for one that does not. */
  readonly expires: string | undefined
}

export type Secret = 'password' | 'ticket' | 'token'

export interface Users {
  /** The first of the file: who calls by a session of the web client. */
  readonly first: User
  /** Whose a secret is. A wrong one takes as long as a right one. */
  find (kind: Secret, secret: string): Credential | undefined
  readonly names: readonly string[]
  /** All passwords, tickets, tokens and Basic credentials, for the journal to remove them. */
  readonly secrets: readonly string[]
}

/** The secret that a user name, in any case, and a password are together. */
export const passwordSecret = (name: string, password: string) => `${name.toLowerCase()}:${password}`

/**
 * Loads the users if the setting AUTH is `users`; undefined otherwise.
 * @throws ConfigError or UsersError if there is no users file, or an invalid one
 */
export function loadConfiguredUsers ({ auth, users }: Pick<Config, 'auth' | 'users'>): Users | undefined {
  if (auth !== 'users') return undefined
  if (users === '') throw new ConfigError('USERS must name a users file when AUTH is users, or in a program users be an array of them; nothing came.')
  return loadUsers(users)
}

/** Reads users from a JSON file or a list. */
function loadUsers (given: Config['users']): Users {
  const { called, content } = typeof given === 'string' ? readFile(given) : readList(given)
  const users = content.map(({ Name, Associate = {}, ...secrets }) => ({ user: { name: Name, properties: Associate }, secrets }))
  const known = users.flatMap(({ user, secrets: { Password, Tickets = [], Tokens = [] } }) => [
    ...(Password === undefined ? [] : [{ kind: 'password', secret: passwordSecret(user.name, Password), expires: undefined }]),
    ...Tickets.map(secret => ({ kind: 'ticket', secret, expires: undefined })),
    ...Tokens.map(({ Token, Expires }) => ({ kind: 'token', secret: Token, expires: Expires && toUtcSeconds(Expires) })),
  ].map(({ kind, secret, expires }) => ({ digest: digestOf(kind, secret), credential: { user, expires } })))
  const [first] = users
  if (first === undefined) throw new UsersError(`${called} must have a user; it has none.`)
  refuseTwins(called, [
    ...users.map(({ user }) => ({ what: `the user ${quote(user.name)}`, key: user.name.toLowerCase() })),
    ...known.map(({ digest, credential: { user } }) => ({ what: `a secret of the user ${quote(user.name)}`, key: digest.toString('hex') })),
  ])

  return {
    first: first.user,
    names: content.map(({ Name }) => Name),
    secrets: content.flatMap(({ Name, Password, Tickets = [], Tokens = [] }) => [
      ...(Password === undefined ? [] : [Password, Buffer.from(`${Name}:${Password}`).toString('base64')]),
      ...Tickets,
      ...Tokens.map(({ Token }) => Token),
    ]),
    find (kind, secret) {
      const digest = digestOf(kind, secret)
      const [found] = known.filter(one => timingSafeEqual(one.digest, digest))
      return found?.credential
    },
  }
}

function refuseTwins (called: string, entries: readonly { readonly what: string, readonly key: string }[]): void {
  const seen = new Set<string>()
  for (const { what, key } of entries) {
    if (seen.has(key)) throw new UsersError(`${called} has ${what} twice; it must have it once.`)
    seen.add(key)
  }
}

const digestOf = (kind: string, secret: string) => createHash('sha256').update(`${kind}:${secret}`).digest()

/** Names the user that a pointer leads into, or counts it when its name is wrong. */
function userAt (content: unknown, pointer: string): string {
  const [, index] = pointer.split('/')
  if (!Array.isArray(content) || index === undefined) return ''
  const { Name: name } = Object(content[Number(index)])
  return Value.Check(NameSchema, name) ? ` (the user ${quote(name)})` : ` (user number ${Number(index) + 1})`
}

const USERS = { isSecret: true, ownerOf: userAt, error: (message: string) => new UsersError(message) }

/** Users, and what sentences call that which has them. */
interface NamedUsers {
  readonly called: string
  readonly content: UsersFile
}

function readFile (name: string): NamedUsers {
  const subject = 'The users file'
  return { called: `${subject} ${name}`, content: readJsonFile(UsersFileSchema, { ...USERS, subject, name, advice: 'USERS must name a JSON file.' }) }
}

function readList (content: unknown): NamedUsers {
  const [subject, name] = ['The list', 'settings.users']
  assertFits(UsersFileSchema, content, { ...USERS, subject, name })
  return { called: `${subject} ${name}`, content }
}
