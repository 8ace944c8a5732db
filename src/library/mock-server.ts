import { buildApp } from '../app.js'
import { loadConfig, type Config } from '../config/config.js'
import { listen, stop } from '../http/listening.js'
import { createLog, type Log } from '../http/logging.js'
import { assertObject, createTypeError, stringifyArgument } from './arguments.js'
import type { MockServer } from './handle.js'
import { createServerInject } from './inject.js'
import { createMockHandle } from './mock-handle.js'
import type { MockServerSettings } from './settings.js'

/** Defaults that are useful in tests and differ from those of the command line: a free port, no database file and no log. */
const TEST_DEFAULTS: MockServerSettings = { port: 0, database: ':memory:', logLevel: 'silent' }

const SETTINGS = { subject: 'The settings of a mock', example: '{ port: 3000 }, or left out', error: createTypeError }

const logs = new Map<string, Promise<Log>>()

/**
 * Starts a mock in this process. Returns the handle of the mock as soon as the mock listens. A process can run several mocks at the same
 * time.
 * @example
 * await using mock = await createMockServer({ unknownProducts: 'reject' })
 * const client = createClient(mock.tenant('Cust1').url)
 * @throws TypeError if the settings are not an object or contain an object that cannot be formatted as JSON
 * @throws Error if settings are invalid or unknown, with a message that names them
 * @throws Error if the seed, the users, the certificate, the database or the address cannot be used
 */
export async function createMockServer (settings: MockServerSettings = {}): Promise<MockServer> {
  assertObject(SETTINGS, settings)
  const given = Object.entries(settings).filter(([, value]) => value !== undefined).map(([name, value]) => [name, copySetting(name, value)])
  const config = loadConfig({ settings: { ...TEST_DEFAULTS, ...Object.fromEntries(given) } })
  const app = await buildApp(config, await findLog(config))
  const url = await listen(app, config)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= stop(app))

  return createMockHandle({ url, token: config.controlToken, certificateAuthority: app.certificateAuthority, createInject: address => createServerInject(app, address), close })
}

/**
 * Returns a copy of an object, made by formatting it as JSON, so that later changes of the object have no effect. Returns any other value
 * unchanged.
 */
function copySetting (name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  // The object is formatted as the item of an array. Otherwise JSON.stringify would return undefined for an object whose `toJSON` returns
  // undefined; in an array, it writes null.
  const [copy]: unknown[] = JSON.parse(stringifyArgument({ subject: `settings.${name}`, error: createTypeError }, [value]))
  return copy
}

/** Mocks of the process that log at the same level share one log, so that standard output is opened only once for each level. */
function findLog ({ logLevel }: Config): Promise<Log> | undefined {
  if (logLevel === 'silent') return undefined
  const log = logs.get(logLevel) ?? createLog(logLevel)
  logs.set(logLevel, log)
  return log
}
