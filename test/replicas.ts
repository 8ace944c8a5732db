import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { buildApp } from '../src/app.js'
import { loadConfig, type Config } from '../src/config/config.js'
import type { Connections } from '../src/storage/postgres/engine/connections.js'
import { openDatabase, type DatabaseOptions } from '../src/storage/postgres/engine/open-database.js'
import { makeSchema } from './postgres.js'

/**
 * Returns connections whose `write` and `change` execute each transaction that is marked as idempotent twice, as if the connection were
 * lost during the first commit.
 */
export const repeatingWrites = (connections: Connections): Connections => ({
  ...connections,
  async write (work, attempts) {
    if (attempts?.isIdempotent === true) await connections.write(work, attempts)
    return connections.write(work, attempts)
  },
  async change (work, batch) {
    if (batch?.isIdempotent === true) await connections.change(work, batch)
    return connections.change(work, batch)
  },
})

type AlterConnections = (connections: Connections, options: DatabaseOptions) => Connections

async function buildAltered (t: Test, alter: AlterConnections, mocks: Readonly<Record<string, object>>): Promise<typeof buildApp> {
  const { openPostgres } = await t.mockImport<typeof import('../src/storage/postgres/open.js')>('../src/storage/postgres/open.js', {
    '../src/storage/postgres/engine/open-database.js': {
      openDatabase: async (options: DatabaseOptions) => alter(await openDatabase(options), options),
    },
    ...mocks,
  })
  const altered = await t.mockImport<typeof import('../src/app.js')>('../src/app.js', { '../src/storage/open-store.js': { openStore: openPostgres } })
  return altered.buildApp
}

/**
 * Builds `count` apps that share a PostgreSQL database: that of `settings`, or a new schema. Closes the apps after the test.
 * @param alter called for each app, returns the connections that the app uses
 * @param mocks modules that the storage of the apps uses instead of those of the same path
 */
export async function buildReplicas (
  t: Test, count: number, settings: Partial<Config> = {}, alter?: AlterConnections, mocks?: Readonly<Record<string, object>>
): Promise<FastifyInstance[]> {
  const database = settings.database ?? await makeSchema()
  const build = alter === undefined && mocks === undefined ? buildApp : await buildAltered(t, alter ?? (connections => connections), mocks ?? {})
  const apps = []
  for (let number = 0; number < count; number++) {
    const app = await build({ ...loadConfig(), auth: 'off', ...settings, database })
    t.teardown(() => app.close())
    apps.push(app)
  }
  return apps
}
