import { join } from 'node:path'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { loadSeed } from '../src/storage/seed-files.js'
import type { Seed } from '../src/storage/seed.js'
import { createSqliteStore, type SqliteStore } from '../src/storage/sqlite/store.js'
import { temporaryFolder } from './helper.js'
import { until } from './waiting.js'

const createState = (count: number, Name: string): Seed => loadSeed({ Products: Array.from({ length: count }, (_, index) => ({ ProductId: index + 1, Name })) })

function openStore (t: Test, seed: Seed, path = ':memory:'): SqliteStore {
  const store = createSqliteStore({ path, durability: 'process', seed })
  t.teardown(() => store.close())
  return store
}

/** The different names of the products of a tenant. */
async function differentNames (store: SqliteStore, tenant: string): Promise<(string | null)[]> {
  const { products, release } = await store.dumpTenant(tenant)
  release()
  return [...new Set([...products].map(({ Name }) => Name))]
}

t.test('each request sees the data of one seed while it is replaced', async t => {
  const store = openStore(t, createState(600, 'old'))
  await Promise.all(['Changed', 'Gone', 'Reset', 'Seeded'].map(store.prepareTenant))
  const count = async (tenant: string) => (await store.countTenant(tenant)).Products
  const progress = { isEnded: false }
  const replaced = store.replaceSeed(createState(700, 'new')).finally(() => { progress.isEnded = true })

  async function readAll (tenant: string): Promise<void> {
    const seen = new Set<number>()
    while (!progress.isEnded) seen.add(await count(tenant))
    t.same([...seen, await count(tenant)], [600, 700, 700], tenant)
  }

  const reading = Promise.all(['Seeded', 'Unwritten'].map(readAll))
  await until(async () => await count('Unwritten') === 700)
  await Promise.all([store.removeProduct('Changed', 1, '2026-01-31T12:00:00'), store.removeTenant('Gone'), store.resetTenant('Reset')])
  t.same(await replaced, { renewed: 1, changed: ['Changed'] })
  await reading
  t.equal(await count('Changed'), 599)
  for (const tenant of ['Gone', 'Reset', 'Seeded', 'Unwritten']) t.same(await differentNames(store, tenant), ['new'], tenant)
})

t.test('a reset that has taken a copy before the seed is replaced ends with the new data', async t => {
  const path = join(temporaryFolder(t), 'mock.db')
  const store = openStore(t, createState(1, 'old'), path)
  const other = new Database(path, { readonly: true })
  t.teardown(() => other.close())
  const countPrepared = other.prepare<[], number>("SELECT count(*) FROM tenant WHERE name LIKE '~prepared %'").pluck()
  for (let reset = 0; reset < 8; reset++) await store.resetTenant('default')
  await until(() => countPrepared.get() === 9)

  const progress = { isEnded: false }
  const replaced = store.replaceSeed(createState(1, 'new')).finally(() => { progress.isEnded = true })
  const resets: Promise<void>[] = []
  while (!progress.isEnded) {
    // Ends with a transaction, after the last of which the seed is replaced.
    await store.clearTenant('Cleared')
    resets.push(store.resetTenant('Reset'))
  }
  await Promise.all([replaced, ...resets])
  t.same(await differentNames(store, 'Reset'), ['new'])
})

t.test('a copy of the former seed that is not finished is not used', async t => {
  const store = openStore(t, createState(3000, 'old'))
  await store.prepareTenant('default')
  const resets = ['A', 'B', 'C'].map(store.resetTenant)
  await store.replaceSeed(createState(1, 'new'))
  await Promise.all(resets)
  t.same(await differentNames(store, 'C'), ['new'])
})
