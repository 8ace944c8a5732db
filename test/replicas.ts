import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { loadConfig, type Config } from '../src/config/config.js'
import { openStore, type Storage } from '../src/storage/open-store.js'
import { createSharedControl } from '../src/storage/postgres/control/control.js'
import { createSharedJournal } from '../src/storage/postgres/control/journal.js'
import type { Connections } from '../src/storage/postgres/engine/connections.js'
import { openDatabase } from '../src/storage/postgres/engine/open-database.js'
import { makeSchema } from './postgres.js'

/** Repeats each change that may be repeated, as if the connection had been lost while it was committed. */
export const repeatingWrites = (connections: Connections): Connections => ({
  ...connections,
  async write (work, attempts) {
    if (attempts?.isIdempotent === true) await connections.write(work, attempts)
    return connections.write(work, attempts)
  },
})

/**
 * Returns production apps on one new database of PostgreSQL, as replicas are.
 * @param alter changes their connections
 */
export async function buildReplicas (
  t: Test, count: number, settings: Partial<Config> = {}, alter = (connections: Connections) => connections
): Promise<FastifyInstance[]> {
  const url = await makeSchema()
  const { buildApp } = await t.mockImport<typeof import('../src/app.js')>('../src/app.js', {
    '../src/storage/open-store.js': {
      async openStore (...parameters: Parameters<typeof openStore>): Promise<Storage> {
        const storage = await openStore(...parameters)
        const opened = await openDatabase({ url })
        t.teardown(() => opened.close())
        const connections = alter(opened)
        const control = createSharedControl(connections)
        const [{ journalSize: size, maxTenants: mostTenants }] = parameters
        return { ...storage, control, journal: createSharedJournal(connections, { size, mostTenants, now: control.now }) }
      },
    },
  })
  const apps = []
  for (let number = 0; number < count; number++) {
    const app = await buildApp({ ...loadConfig(), database: ':memory:', auth: 'off', ...settings })
    t.teardown(() => app.close())
    apps.push(app)
  }
  return apps
}
