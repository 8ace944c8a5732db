import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.js'
import { loadConfig, type Config } from '../config.js'
import { quote } from '../expectation.js'
import { listen, stop } from '../listening.js'
import { createLog, type Log } from '../logging.js'
import { DEFAULT_TENANT, isTenantName } from '../protocol/tenant.js'
import { injectInto, type Inject } from './inject.js'
import type { MockServerSettings } from './settings.js'

/** A part of a mock with data of its own. */
export interface MockTenant {
  readonly name: string
  /** What clients are given as the address of SuperOffice: what stands before `/api`. */
  readonly url: string
  /** Calls the tenant as `fetch` does, without a socket. Paths are those behind its `url`. */
  readonly inject: Inject
}

/** A mock that runs in this process, and the tenant `default` of it. */
export interface MockServer extends MockTenant {
  /** A tenant, which is made with the seed when it is called first: one for each test lets all run at once. */
  tenant (name: string): MockTenant
  /** Answers what is in flight and stops; afterwards nothing of the mock keeps the process alive. */
  close (): Promise<void>
  /** Closes it at the end of the block that has it with `await using`. */
  [Symbol.asyncDispose] (): Promise<void>
}

/** Where the mock is in a test, if the settings say nothing else: on a free port, with nothing written anywhere. */
const DEFAULTS: MockServerSettings = { port: 0, database: ':memory:', logLevel: 'silent' }

const logs = new Map<string, Promise<Log>>()

/**
 * Starts a mock in this process; there may be several at once.
 * @throws Error with a sentence for each wrong setting, or when the seed, the users, the database or the address cannot be used
 */
export async function createMockServer (settings: MockServerSettings = {}): Promise<MockServer> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  const config = loadConfig({ settings: { ...DEFAULTS, ...Object.fromEntries(given) } })
  const app = await buildApp(config, await logOf(config))
  const url = await listen(app, config)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= stop(app))

  return {
    ...tenantOf(app, DEFAULT_TENANT, url),
    tenant: name => {
      if (isTenantName(name)) return tenantOf(app, name, `${url}/${name}`)
      throw new TypeError(`The name of a tenant must be 1 to 64 letters, digits, "-" or "_"; ${quote(name)} came.`)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const tenantOf = (app: FastifyInstance, name: string, url: string): MockTenant => ({ name, url, inject: injectInto(app, url) })

/** Mocks of one level share their log, as they share the standard output that it goes to. */
function logOf ({ logLevel }: Config): Promise<Log> | undefined {
  if (logLevel === 'silent') return undefined
  const log = logs.get(logLevel) ?? createLog(logLevel)
  logs.set(logLevel, log)
  return log
}
