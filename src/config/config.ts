import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { closest } from 'fastest-levenshtein'
import { Words } from '../carriers/scalars.js'
import { expectation, quote } from '../errors/expectation.js'
import { WrongUseError } from './start-error.js'

/** Starts the names of all variables, so that they meet no variable of a shell or of another program. */
const ENV_PREFIX = 'SUPEROFFICE_MOCK_'

/** What a variable without the prefix does: it is read, read with a warning until 1.0, ignored with a warning, or means nothing. */
type BareName = 'read' | 'deprecated' | 'ignored' | 'none'

/**
 * Returns the schema keywords of a setting.
 * @param name its environment variable, without the prefix
 * @param flag its command-line flag, without dashes
 */
const from = (name: string, flag: string, description: string, bare: BareName = 'deprecated') =>
  ({ env: ENV_PREFIX + name, flag, description, bareName: name, bare })

/** Every setting, in the order in which `--help` and docs/settings.md list them. */
export const ConfigSchema = Type.Object({
  port: Type.Integer({ minimum: 0, maximum: 65535, default: 3000, ...from('PORT', 'port', 'port to listen on; 0 takes a free one', 'read') }),
  host: Type.String({ minLength: 1, default: '127.0.0.1', ...from('HOST', 'host', 'address to listen on', 'ignored') }),
  database: Type.String({ minLength: 1, default: 'superoffice-mock.db', ...from('DATABASE', 'db', 'database file, or :memory:', 'read') }),
  // Only the kind is checked here: storage knows what a state is, and users.ts what users are.
  seed: Type.Union([Type.String({ minLength: 1 }), Type.Unsafe<object>(Type.Object({}))], {
    default: 'shipped',
    expected: 'the name of a JSON file or of a folder, none or shipped, or in a program a state',
    ...from('SEED', 'seed', 'what a new tenant starts with: a JSON file, a folder of them, none, or the seed that is shipped'),
  }),
  logLevel: Words(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    ...from('LOG_LEVEL', 'log-level', 'least level of the lines that are logged'),
  }),
  writePolicy: Words(['server', 'client'], from('WRITE_POLICY', 'write-policy', 'who gives ids, dates and authors')),
  unknownProducts: Words(['accept', 'reject'], from('UNKNOWN_PRODUCTS', 'unknown-products', 'whether products exist that were not seeded')),
  unknownOwners: Words(['accept', 'reject'], from('UNKNOWN_OWNERS', 'unknown-owners', 'whether persons, projects and contacts exist that were not seeded')),
  validation: Words(['service', 'strict', 'warn'], from('VALIDATION', 'validation', 'read values as the service does, refuse all that are not of their type, or take what can be stored')),
  auth: Words(['any', 'users', 'off'], from('AUTH', 'auth', 'which credentials are taken: any that is well-formed, those of the users file, or none is asked for')),
  users: Type.Union([Type.String(), Type.Array(Type.Unknown())], {
    default: '',
    expected: 'the name of a JSON file, or in a program an array of users',
    ...from('USERS', 'users', 'JSON file of the users that AUTH=users takes'),
  }),
  installation: Words(['any', 'onsite', 'online'], from('INSTALLATION', 'installation', 'whose schemes of authorization are taken')),
  expiredToken: Words(['401', '403'], from('EXPIRED_TOKEN', 'expired-token', 'status for an access token that has expired')),
  corsOrigins: Type.String({
    minLength: 1, default: '*',
    ...from('CORS_ORIGINS', 'cors-origins', 'origins whose pages may call, separated by blanks; * for all, or none'),
  }),
  putPatch: Words(['apply', 'entity'], from('PUT_PATCH', 'put-patch', 'apply bodies of the patch types to what is stored, or read them as the entity')),
  notAcceptable: Words(['fallback', 'strict'], from('NOT_ACCEPTABLE', 'not-acceptable', 'answer JSON when Accept allows nothing that there is, or 406')),
  baseTimeZone: Type.String({
    minLength: 1, default: 'UTC',
    ...from('BASE_TIME_ZONE', 'base-time-zone', 'time zone code or id of dates in calls without SO-TimeZone'),
  }),
  unknownTimeZone: Words(['reject', 'ignore'], from('UNKNOWN_TIME_ZONE', 'unknown-time-zone', 'refuse a time zone that is not known, or take the base time zone')),
  zonedDates: Words(['local', 'utc'], from('ZONED_DATES', 'zoned-dates', 'how answers show dates to callers with a time zone and without offsets')),
  durability: Words(['process', 'power'], from('DURABILITY', 'durability', 'what an answered write survives, the end of the process or of the power')),
  bodyLimit: Type.Integer({ minimum: 1, maximum: 104857600, default: 1048576, ...from('BODY_LIMIT', 'body-limit', 'most bytes of a request body') }),
  imageLimit: Type.Integer({ minimum: 1, maximum: 104857600, default: 20971520, ...from('IMAGE_LIMIT', 'image-limit', 'most bytes of an image') }),
  errorMessageKey: Words(['Message', 'ErrorMessage'], from('ERROR_MESSAGE_KEY', 'error-message-key', 'name of the text in SuperOffice error bodies')),
  control: Words(['on', 'off'], from('CONTROL', 'control', 'whether there is anything below /_mock')),
  controlToken: Type.String({
    default: '',
    pattern: /^[\x21-\x7e]*$/.source,
    isSecret: true,
    expected: 'letters, digits and signs of ASCII without blanks',
    ...from('CONTROL_TOKEN', 'control-token', 'what calls below /_mock must send as Authorization: Bearer; empty for nothing'),
  }),
  controlOrigins: Type.String({
    minLength: 1, default: 'none',
    ...from('CONTROL_ORIGINS', 'control-origins', 'origins whose pages may call below /_mock, separated by blanks, or none', 'none'),
  }),
  allowedHosts: Type.String({
    minLength: 1, default: 'none',
    ...from('ALLOWED_HOSTS', 'allowed-hosts', 'names with a dot in Host that reach /_mock and the page, separated by blanks, or none', 'none'),
  }),
  journalSize: Type.Integer({
    minimum: 0, maximum: 100000, default: 1000,
    ...from('JOURNAL_SIZE', 'journal-size', 'most calls of a tenant that /_mock/journal keeps; 0 for none'),
  }),
  maxTenants: Type.Integer({
    minimum: 1, maximum: 100000, default: 10000,
    ...from('MAX_TENANTS', 'max-tenants', 'most tenants that have data of their own', 'none'),
  }),
  metrics: Words(['on', 'off'], from('METRICS', 'metrics', 'whether there is /_mock/metrics')),
})

/** The settings of one server. */
export type Config = Readonly<Static<typeof ConfigSchema>>

/** Thrown for invalid settings. The message has one sentence for each. */
export class ConfigError extends WrongUseError {}

/** Unvalidated values by the names of settings, command-line flags and environment variables. */
interface ConfigSources {
  readonly settings?: Readonly<Record<string, unknown>>
  readonly flags?: Readonly<Record<string, string | undefined>>
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Called with each sentence about a variable whose name should be changed. */
  readonly warn?: (sentence: string) => void
}

/**
 * Returns the validated settings. Of several values, `settings` take precedence over flags, these over environment variables, and
 * these over defaults. An empty variable counts as absent, because compose files pass unset variables that way.
 * @throws ConfigError that names each invalid value with its source and the allowed values, and each unknown setting and variable
 */
export function loadConfig ({ settings = {}, flags = {}, env = {}, warn = () => {} }: ConfigSources = {}): Config {
  const config: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, schema] of Object.entries<TSchema>(ConfigSchema.properties)) {
    const sources: [source: string, given: unknown][] = [
      [name, settings[name]], [`--${schema['flag']}`, flags[schema['flag']]], [schema['env'], env[schema['env']] || undefined],
    ]
    const [source, given] = sources.find(([, given]) => given !== undefined) ?? readBareName(schema, env, warn)
    config[name] = given === undefined ? schema.default : convert(schema, given)
    if (!Value.Check(schema, config[name])) problems.push(`${source} must be ${expectation(schema)}; got ${schema['isSecret'] === true ? 'another string' : quote(given)}.`)
  }
  const known = Object.keys(ConfigSchema.properties)
  const unknown = Object.keys(settings).filter(name => !known.includes(name))
  if (unknown.length > 0) problems.push(`Unknown setting ${unknown.map(quote).join(', ')}. Supported: ${known.join(', ')}.`)
  problems.push(...describeUnknownVariables(env))
  if (problems.length > 0 || !Value.Check(ConfigSchema, config)) throw new ConfigError(problems.join('\n'))
  return config
}

/** Returns the variable without the prefix and its value, after a warning unless its name is to stay. */
function readBareName ({ env: name, flag, bareName, bare }: TSchema, env: Readonly<Record<string, string | undefined>>, warn: (sentence: string) => void) {
  const given = bare === 'none' ? undefined : env[bareName] || undefined
  if (given === undefined || bare === 'read') return [bareName, given]
  if (bare === 'deprecated') {
    warn(`The variable ${bareName} is read only until version 1.0; set ${name} instead.`)
    return [bareName, given]
  }
  warn(`The variable ${bareName} is ignored, because shells set it; set ${name} or --${flag} instead.`)
  return [bareName, undefined]
}

function describeUnknownVariables (env: Readonly<Record<string, string | undefined>>): string[] {
  const known: string[] = Object.values<TSchema>(ConfigSchema.properties).map(schema => schema['env'])
  return Object.keys(env).filter(name => name.startsWith(ENV_PREFIX) && env[name] !== '' && !known.includes(name))
    .map(name => `Unknown variable ${quote(name)}; did you mean ${closest(name, known)}?`)
}

function convert (schema: TSchema, given: unknown): unknown {
  return schema['type'] === 'integer' && typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given
}
