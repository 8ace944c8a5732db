import { buildApp } from '../app.js'
import { loadConfig, type Config } from '../config/config.js'
import { listen, stop } from '../http/listening.js'
import { createLog, type Log } from '../http/logging.js'
import { assertObject, jsonText, typeError } from './arguments.js'
import type { MockServer } from './handle.js'
import { injectInto } from './inject.js'
import { createMockHandle } from './mock-handle.js'
import type { MockServerSettings } from './settings.js'

/** Where the mock is in a test, if the settings say nothing else: on a free port, with nothing written anywhere. */
const DEFAULTS: MockServerSettings = { port: 0, database: ':memory:', logLevel: 'silent' }

const SETTINGS = { subject: 'The settings of a mock', example: '{ port: 3000 }, or left out', error: typeError }

const logs = new Map<string, Promise<Log>>()

/**
 * Starts a mock in this process; there may be several at once.
 * @example
 * await using mock = await createMockServer({ unknownProducts: 'reject' })
 * const client = createClient(mock.tenant('Cust1').url)
 * @throws TypeError for settings that are no object or that JSON cannot have; Error with a sentence for each wrong setting, or when the seed, the users, the database or the address cannot be used
 */
export async function createMockServer (settings: MockServerSettings = {}): Promise<MockServer> {
  assertObject(SETTINGS, settings)
  const given = Object.entries(settings).filter(([, value]) => value !== undefined).map(([name, value]) => [name, ownCopy(name, value)])
  const config = loadConfig({ settings: { ...DEFAULTS, ...Object.fromEntries(given) } })
  const app = await buildApp(config, await logOf(config))
  const url = await listen(app, config)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= stop(app))

  return createMockHandle({ url, token: config.controlToken, injectAt: address => injectInto(app, address), close })
}

/** What a file would have of an object, and nobody changes any more. @throws TypeError for what JSON cannot have */
function ownCopy (name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  // What JSON has no text for is null in a list.
  const [copy]: unknown[] = JSON.parse(jsonText({ subject: `settings.${name}`, error: typeError }, [value]))
  return copy
}

/** Mocks of one level share their log, as they share the standard output that it goes to. */
function logOf ({ logLevel }: Config): Promise<Log> | undefined {
  if (logLevel === 'silent') return undefined
  const log = logs.get(logLevel) ?? createLog(logLevel)
  logs.set(logLevel, log)
  return log
}
