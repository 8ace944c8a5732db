import { createHash, timingSafeEqual } from 'node:crypto'
import { statSync } from 'node:fs'
import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { compileNullTextRemoval } from '../carriers/null-texts.js'
import { DATE_TIME_PATTERN, toUtcSeconds } from '../carriers/date-time.js'
import { CALENDAR_FORMAT, CLOSED, TEXT_LENGTH } from '../carriers/scalars.js'
import { ConfigError, type Config } from './config.js'
import { quote } from '../errors/expectation.js'
import { assertFits, readJsonFile } from './json-file.js'
import { WrongUseError } from './start-error.js'

const SecretSchema = Type.String({ minLength: 1, pattern: /^\S+$/.source, expected: 'a non-empty string without blanks' })

const NameSchema = Type.String({
  minLength: 1, maxLength: TEXT_LENGTH, pattern: /^[^:]+$/.source,
  expected: `a name of 1 to ${TEXT_LENGTH} characters without a colon, because a colon ends the name in a Basic credential`,
})

/** Replaces null by "" in the properties of an associate whose default is "". */
const removeNullTexts = compileNullTextRemoval(AssociateSchema)

const UsersFileSchema = Type.Array(Type.Object({
  Name: NameSchema,
  Password: Type.Optional(Type.String({ expected: 'a string in quotes, which may be empty' })),
  Tickets: Type.Optional(Type.Array(SecretSchema)),
  Tokens: Type.Optional(Type.Array(Type.Object({ Token: SecretSchema, Expires: Type.Optional(Type.String({ pattern: DATE_TIME_PATTERN, format: CALENDAR_FORMAT })) }, CLOSED))),
  Associate: Type.Optional(Type.Partial(Type.Omit(AssociateSchema, ['Name', 'AssociateId']), CLOSED)),
}, CLOSED), { description: 'The users whose credentials are accepted. The first is the caller of requests with a session of the web client.' })

/** The users in a users file or in an array of the setting `users`. */
export type UsersFile = Static<typeof UsersFileSchema>

/** Thrown when the users cannot be read or are invalid. */
export class UsersError extends WrongUseError {}

interface User {
  readonly name: string
  readonly properties: Partial<Associate>
}

interface Credential {
  readonly user: User
  /** The time at which the credential expires, in UTC and whole seconds: `2008-01-30T08:40:59`. Undefined if it does not expire. */
  readonly expires: string | undefined
}

export type Secret = 'password' | 'ticket' | 'token'

export interface Users {
  /** The first of the users. It is the caller of requests that have a session of the web client and no header Authorization. */
  readonly first: User
  /**
   * Returns the credential with this secret; undefined if the secret is unknown. The duration does not depend on whether the secret is
   * known.
   */
  find (kind: Secret, secret: string): Credential | undefined
  readonly names: readonly string[]
  /** All passwords, tickets, tokens and Basic credentials. */
  readonly secrets: readonly string[]
}

/** The character encodings that clients use for a Basic credential (superoffice-protocol, section 18). */
const BASIC_ENCODINGS = ['utf8', 'latin1'] as const

/** Returns the secret for a user name and a password. User names are case-insensitive. */
export const createPasswordSecret = (name: string, password: string) => `${name.toLowerCase()}:${password}`

/**
 * Loads the users if the setting AUTH is `users`. Otherwise returns undefined.
 * @throws ConfigError if the setting USERS is empty; UsersError if the users cannot be read or are invalid
 */
export function loadConfiguredUsers ({ auth, users }: Pick<Config, 'auth' | 'users'>): Users | undefined {
  if (auth !== 'users') return undefined
  if (users === '') throw new ConfigError('SUPEROFFICE_MOCK_USERS must name a users file if SUPEROFFICE_MOCK_AUTH is users, or in a program or config file users must be an array of them; got nothing.')
  return loadUsers(users)
}

/** The mode bits with which users other than the owner can write a file. Windows does not use them. */
const WRITABLE_BY_OTHERS = 0o022

/**
 * Returns a warning if USERS has no effect, or if users other than the owner can write the users file, because they could add credentials.
 * The mode of the file is not checked on Windows.
 */
export function describeUsersProblem ({ auth, users }: Pick<Config, 'auth' | 'users'>): string | undefined {
  if (auth !== 'users') return users === '' ? undefined : 'SUPEROFFICE_MOCK_USERS has no effect unless SUPEROFFICE_MOCK_AUTH is users.'
  if (typeof users !== 'string' || (statSync(users).mode & WRITABLE_BY_OTHERS) === 0 || process.platform === 'win32') return undefined
  return `Users other than its owner can write the users file ${users}; run chmod 600 ${users} to prevent this.`
}

function loadUsers (given: Config['users']): Users {
  const { called, content } = typeof given === 'string' ? readUsersFile(given) : readUsersList(given)
  const users = content.map(({ Name, Associate = {}, ...secrets }) => {
    removeNullTexts(Associate)
    return { user: { name: Name, properties: Associate }, secrets }
  })
  const known = users.flatMap(({ user, secrets: { Password, Tickets = [], Tokens = [] } }) => [
    ...(Password === undefined ? [] : [{ kind: 'password', secret: createPasswordSecret(user.name, Password), expires: undefined }]),
    ...Tickets.map(secret => ({ kind: 'ticket', secret, expires: undefined })),
    ...Tokens.map(({ Token, Expires }) => ({ kind: 'token', secret: Token, expires: Expires && toUtcSeconds(Expires) })),
  ].map(({ kind, secret, expires }) => ({ digest: hashSecret(kind, secret), credential: { user, expires } })))
  const [first] = users
  if (first === undefined) throw new UsersError(`${called} must have at least one user; got none.`)
  refuseDuplicates(called, [
    ...users.map(({ user }) => ({ what: `the user ${quote(user.name)}`, key: user.name.toLowerCase() })),
    ...known.map(({ digest, credential: { user } }) => ({ what: `a secret of the user ${quote(user.name)}`, key: digest.toString('hex') })),
  ])

  return {
    first: first.user,
    names: content.map(({ Name }) => Name),
    secrets: content.flatMap(({ Name, Password, Tickets = [], Tokens = [] }) => [
      ...(Password === undefined ? [] : [Password, ...BASIC_ENCODINGS.map(encoding => Buffer.from(`${Name}:${Password}`, encoding).toString('base64'))]),
      ...Tickets,
      ...Tokens.map(({ Token }) => Token),
    ]),
    find (kind, secret) {
      const digest = hashSecret(kind, secret)
      const [found] = known.filter(one => timingSafeEqual(one.digest, digest))
      return found?.credential
    },
  }
}

function refuseDuplicates (called: string, entries: readonly { readonly what: string, readonly key: string }[]): void {
  const seen = new Set<string>()
  for (const { what, key } of entries) {
    if (seen.has(key)) throw new UsersError(`${called} must have ${what} once; got it twice.`)
    seen.add(key)
  }
}

const hashSecret = (kind: string, secret: string) => createHash('sha256').update(`${kind}:${secret}`).digest()

/**
 * Describes the user at a JSON pointer by name, or by position if the name is invalid. Returns "" if the content is not a list, or if the
 * pointer is empty.
 */
function describeUser (content: unknown, pointer: string): string {
  const [, index] = pointer.split('/')
  if (!Array.isArray(content) || index === undefined) return ''
  const { Name: name } = Object(content[Number(index)])
  return Value.Check(NameSchema, name) ? ` (the user ${quote(name)})` : ` (user number ${Number(index) + 1})`
}

const USERS = { isSecret: true, describeEntity: describeUser, error: (message: string) => new UsersError(message) }

/** Users, and the name of their source in messages. */
interface NamedUsers {
  readonly called: string
  readonly content: UsersFile
}

function readUsersFile (name: string): NamedUsers {
  const subject = 'The users file'
  return { called: `${subject} ${name}`, content: readJsonFile(UsersFileSchema, { ...USERS, subject, name, advice: 'SUPEROFFICE_MOCK_USERS must name a JSON file.' }) }
}

function readUsersList (content: unknown): NamedUsers {
  const [subject, name] = ['The setting', 'users']
  assertFits(UsersFileSchema, content, { ...USERS, subject, name })
  return { called: `${subject} ${name}`, content }
}
