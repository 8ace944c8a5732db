import { Type } from '@sinclair/typebox'
import { Words } from '../carriers/scalars.js'

/** Prefix of the environment variables of the mock. It prevents conflicts with variables of the shell and of other programs. */
export const ENV_PREFIX = 'SUPEROFFICE_MOCK_'

/**
 * The treatment of an environment variable whose name lacks ENV_PREFIX, such as PORT for the setting `port`. `read`: the value is used.
 * `deprecated`: the value is used until version 1.0, with a warning. `ignored`: the variable is ignored with a warning. `none`: the
 * variable is ignored without a warning.
 */
type BareName = 'read' | 'deprecated' | 'ignored' | 'none'

/**
 * Returns the schema keywords with the names and the description of a setting.
 * @param name the environment variable of the setting, without ENV_PREFIX
 * @param flag the command-line flag of the setting, without the leading dashes
 */
const nameSetting = (name: string, flag: string, description: string, bare: BareName = 'deprecated') =>
  ({ env: ENV_PREFIX + name, flag, description, bareName: name, bare })

/** Marks a setting of one process. Processes that share a database can have different values for this setting. */
const ofProcess = { isOwn: true }

/**
 * All settings, in the order of `serve --help` and docs/settings.md. `notPaths` marks a setting whose value can be a path, and lists values
 * that are not paths. `isSwitch` marks a setting whose flag has no value and means `on`. `isSecret` marks a setting whose value must not be
 * in messages.
 */
export const ConfigSchema = Type.Object({
  port: Type.Integer({ minimum: 0, maximum: 65535, default: 3000, ...ofProcess, ...nameSetting('PORT', 'port', 'port to listen on; 0 chooses a free one', 'read') }),
  host: Type.String({ minLength: 1, default: '127.0.0.1', ...ofProcess, ...nameSetting('HOST', 'host', 'address to listen on', 'ignored') }),
  database: Type.String({
    minLength: 1, default: 'superoffice-mock.db', notPaths: [':memory:', ''],
    ...ofProcess,
    ...nameSetting('DATABASE', 'db', 'database file, :memory: to keep no data after the end of the mock, or postgres://… for several mocks on one database', 'read'),
  }),
  // In a program or config file, the seed can be an object with the data (a state) instead of a path. Any object is accepted here, because
  // the state is validated when the seed is read.
  seed: Type.Union([Type.String({ minLength: 1 }), Type.Unsafe<object>(Type.Object({}))], {
    default: 'shipped',
    notPaths: ['none', 'shipped', ''],
    expected: 'the path of a JSON file or of a folder, none or shipped, or in a program or config file a state',
    ...nameSetting('SEED', 'seed', 'data of a new tenant: a JSON file, a folder of JSON files, none, or the shipped seed'),
  }),
  watchSeed: Words(['off', 'on'], {
    isSwitch: true,
    ...nameSetting('WATCH_SEED', 'watch-seed', 'load a changed seed into the tenants that were not changed', 'none'),
  }),
  seeds: Type.String({
    default: '', notPaths: [''],
    ...nameSetting('SEEDS', 'seeds', 'folder with the seeds that POST /_mock/state/{name} loads', 'none'),
  }),
  logLevel: Words(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    ...ofProcess,
    ...nameSetting('LOG_LEVEL', 'log-level', 'lowest level of log lines that are written'),
  }),
  writePolicy: Words(['server', 'client'], nameSetting('WRITE_POLICY', 'write-policy', 'whether the server or the client sets ids, dates and authors')),
  unknownProducts: Words(['accept', 'reject'], nameSetting('UNKNOWN_PRODUCTS', 'unknown-products', 'whether requests for pictures of products that are not stored are accepted or refused')),
  unknownOwners: Words(['accept', 'reject'], nameSetting('UNKNOWN_OWNERS', 'unknown-owners', 'whether requests for pictures of persons, projects and contacts that are not stored are accepted or refused')),
  validation: Words(['service', 'strict', 'warn'], nameSetting('VALIDATION', 'validation', 'convert invalid values as the service does, refuse them, or correct them with a warning')),
  auth: Words(['any', 'users', 'off'], nameSetting('AUTH', 'auth', 'accept every well-formed credential, accept only those of the users file, or require none')),
  // The items of an array are validated in users.ts, if AUTH is `users`.
  users: Type.Union([Type.String(), Type.Array(Type.Unknown())], {
    default: '',
    notPaths: [''],
    expected: 'the path of a JSON file, or in a program or config file an array of users',
    ...nameSetting('USERS', 'users', 'JSON file with the users whose credentials --auth users accepts'),
  }),
  installation: Words(['any', 'onsite', 'online'], nameSetting('INSTALLATION', 'installation', 'kind of installation whose authorization schemes are accepted')),
  expiredToken: Words(['401', '403'], nameSetting('EXPIRED_TOKEN', 'expired-token', 'status of responses to an expired access token')),
  corsOrigins: Type.String({
    minLength: 1, default: '*',
    ...nameSetting('CORS_ORIGINS', 'cors-origins', 'origins that CORS allows, separated by blanks; * allows all, none allows none'),
  }),
  putPatch: Words(['apply', 'entity'], nameSetting('PUT_PATCH', 'put-patch', 'apply the body of a PUT with the media type of a patch to the stored entity, or read it as a whole entity')),
  notAcceptable: Words(['fallback', 'strict'], nameSetting('NOT_ACCEPTABLE', 'not-acceptable', 'response if Accept allows no supported media type: JSON or status 406')),
  baseTimeZone: Type.String({
    minLength: 1, default: 'UTC',
    ...nameSetting('BASE_TIME_ZONE', 'base-time-zone', 'time zone of dates in requests without SO-TimeZone, by its code or id'),
  }),
  unknownTimeZone: Words(['reject', 'ignore'], nameSetting('UNKNOWN_TIME_ZONE', 'unknown-time-zone', 'refuse an unknown time zone, or use the base time zone')),
  zonedDates: Words(['local', 'utc'], nameSetting('ZONED_DATES', 'zoned-dates', 'zone of dates in responses if SO-TimeZone names a zone without includeTZOffset')),
  durability: Words(['process', 'power'], {
    ...ofProcess,
    ...nameSetting('DURABILITY', 'durability', 'failures that acknowledged writes survive: the end of the process, or a power failure as well'),
  }),
  bodyLimit: Type.Integer({ minimum: 1, maximum: 104857600, default: 1048576, ...nameSetting('BODY_LIMIT', 'body-limit', 'maximum size of a request body in bytes') }),
  imageLimit: Type.Integer({ minimum: 1, maximum: 104857600, default: 20971520, ...nameSetting('IMAGE_LIMIT', 'image-limit', 'maximum size of an image in bytes') }),
  errorMessageKey: Words(['Message', 'ErrorMessage'], nameSetting('ERROR_MESSAGE_KEY', 'error-message-key', 'name of the property with the message in SuperOffice error bodies')),
  control: Words(['on', 'off'], nameSetting('CONTROL', 'control', 'whether the routes below /_mock are enabled')),
  controlToken: Type.String({
    default: '',
    pattern: /^[\x21-\x7e]*$/.source,
    isSecret: true,
    expected: 'ASCII letters, digits and signs without blanks',
    ...nameSetting('CONTROL_TOKEN', 'control-token', 'token that requests below /_mock must send as Authorization: Bearer'),
  }),
  controlOrigins: Type.String({
    minLength: 1, default: 'none',
    ...nameSetting('CONTROL_ORIGINS', 'control-origins', 'origins whose web pages may send requests below /_mock, separated by blanks, or none', 'none'),
  }),
  allowedHosts: Type.String({
    minLength: 1, default: 'none',
    ...nameSetting('ALLOWED_HOSTS', 'allowed-hosts', 'host names with a dot, separated by blanks, or none: they are allowed in Host below /_mock and for the page, and are in the certificate of --tls', 'none'),
  }),
  tls: Words(['off', 'on'], {
    isSwitch: true,
    ...nameSetting('TLS', 'tls', 'serve HTTPS, with a certificate of a private authority unless --tls-cert names one', 'none'),
  }),
  tlsCert: Type.String({
    default: '', notPaths: [''], ...ofProcess,
    ...nameSetting('TLS_CERT', 'tls-cert', 'PEM file of the certificate for HTTPS, with its chain', 'none'),
  }),
  tlsKey: Type.String({
    default: '', notPaths: [''], ...ofProcess,
    ...nameSetting('TLS_KEY', 'tls-key', 'PEM file of the private key of --tls-cert', 'none'),
  }),
  tlsPassphraseFile: Type.String({
    default: '', notPaths: [''], ...ofProcess,
    ...nameSetting('TLS_PASSPHRASE_FILE', 'tls-passphrase-file', 'file with the passphrase of --tls-key, if it is encrypted', 'none'),
  }),
  trustProxy: Words(['off', 'on'], {
    isSwitch: true,
    ...nameSetting('TRUST_PROXY', 'trust-proxy', 'use the headers X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Prefix of a proxy before the mock', 'none'),
  }),
  journalSize: Type.Integer({
    minimum: 0, maximum: 100000, default: 1000,
    ...nameSetting('JOURNAL_SIZE', 'journal-size', 'maximum number of journal entries of a tenant; 0 for no journal'),
  }),
  journalPictures: Type.Integer({
    minimum: 0, maximum: 65536, default: 16384,
    ...nameSetting('JOURNAL_PICTURES', 'journal-pictures', 'maximum size in bytes of a picture that the journal keeps for HTTP archives; 0 for none', 'none'),
  }),
  maxTenants: Type.Integer({
    minimum: 1, maximum: 100000, default: 10000,
    ...nameSetting('MAX_TENANTS', 'max-tenants', 'maximum number of tenants that have their own data', 'none'),
  }),
  metrics: Words(['on', 'root', 'off'], nameSetting('METRICS', 'metrics', 'whether /_mock/metrics is enabled, and with root /metrics as well')),
})
