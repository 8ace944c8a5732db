import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../src/app.js'
import { loadConfig, type Config } from '../src/config/config.js'
import { createMockServer } from '../src/index.js'
import { loadSeed } from '../src/storage/seed-files.js'
import type { Seed } from '../src/storage/seed.js'
import { createSqliteStore, type SqliteStore } from '../src/storage/sqlite/store.js'
import { control, put, sendProduct, temporaryFolder } from './helper.js'
import { PICTURES } from './pictures.js'
import { posixOnly } from './system.js'
import { recordDelays, turns, until } from './waiting.js'

const ONE_PRODUCT = '{"Products":[{"ProductId":1,"Name":"one"}]}'

const seedText = (...names: string[]) => JSON.stringify({ Products: names.map((Name, index) => ({ ProductId: index + 1, Name })) })

interface Watched {
  readonly app: FastifyInstance
  /** The messages of the log, except those of lines about sent responses. */
  readonly lines: string[]
  /** The delays that were requested so far, in milliseconds. */
  readonly delays: readonly number[]
  /** Resolves to the first of `lines` that was not returned yet. Waits for a line if necessary. */
  line (): Promise<string>
}

/** Starts a mock that watches its seed. Between two comparisons of the files, it waits for a turn of the event loop instead of 200 ms. */
async function watch (t: Test, seed: string, settings: Partial<Config> = {}): Promise<Watched> {
  const delays = recordDelays(t, nextTurn)
  const lines: string[] = []
  let returned = 0
  const logger = pino({ base: null }, {
    write: text => {
      const { msg } = JSON.parse(text)
      if (msg !== 'response') lines.push(msg)
    },
  })
  const app = await buildApp({ ...loadConfig(), database: ':memory:', auth: 'off', seed, watchSeed: 'on', ...settings }, { logger, flush: () => {} })
  t.teardown(() => app.close())
  return {
    app,
    lines,
    delays,
    async line () {
      await until(() => lines.length > returned)
      return String(lines[returned++])
    },
  }
}

async function names (app: FastifyInstance, tenant: string): Promise<string[]> {
  return (await control(app, 'GET', 'state', undefined, tenant)).body.Products.map(({ Name }: { Name: string }) => Name)
}

const reset = (app: FastifyInstance, tenant: string) => control(app, 'POST', 'reset', undefined, tenant)

/** Replaces a file as many editors do: writes a new file and gives it the name of the old one. */
function replaceFile (path: string, text: string): void {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}

t.test('a replaced seed file is loaded into the tenants that were not changed', async t => {
  const seed = join(temporaryFolder(t), 'seed.json')
  writeFileSync(seed, seedText('one', 'two'))
  const { app, line, lines } = await watch(t, seed)
  await reset(app, 'Reset')
  await sendProduct(app, 1, { Name: 'changed' }, { url: '/acme/api/v1/Product/1' })
  t.same(await names(app, 'Unwritten'), ['one', 'two'])

  replaceFile(seed, seedText('three'))
  t.equal(await line(), `Loaded ${seed} again: 2 tenants take the new data, 1 changed tenant (acme) keeps its own until it is reset.`)
  for (const tenant of ['Unwritten', 'Reset', 'default', 'New']) t.same(await names(app, tenant), ['three'], tenant)
  t.same(await names(app, 'acme'), ['changed', 'two'])
  t.equal((await control(app, 'GET', 'tenants/Other')).body.Products, 1, 'also of a tenant that does not exist')
  await reset(app, 'acme')
  t.same(await names(app, 'acme'), ['three'], 'a reset returns to the new seed')

  writeFileSync(seed, seedText('four', 'five', 'six'))
  t.equal(await line(), `Loaded ${seed} again: 3 tenants take the new data.`, 'a reset ends a change; the file is edited in place')
  for (const tenant of ['Unwritten', 'Reset', 'acme']) t.same(await names(app, tenant), ['four', 'five', 'six'], tenant)
  t.equal(lines.length, 2, 'a file that stays the same is not loaded again')
})

t.test('only a request that changes rows makes a tenant keep its data', async t => {
  const folder = temporaryFolder(t)
  const seed = join(folder, 'seed.json')
  writeFileSync(seed, ONE_PRODUCT)
  const settings = { database: join(folder, 'mock.db') }
  const { app, line } = await watch(t, seed, settings)
  const send = (method: 'POST' | 'PUT' | 'DELETE' | 'GET', tenant: string, path: string, headers = {}) => app.inject({ method, url: `/${tenant}${path}`, headers })

  await send('GET', 'SignedIn', '/api/v1/User/currentPrincipal', { authorization: 'Basic YW5uYTo=' })
  await send('DELETE', 'Absent', '/api/v1/Product/99')
  t.equal((await put(app, { BlobSize: 'x' }, { url: '/Refused/api/v1/Product/1/ImageInfo' })).statusCode, 400)
  const late = { 'if-unmodified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' }
  await reset(app, 'Late')
  await put(app, {}, { url: '/Late/api/v1/Product/1/ImageInfo' })
  await reset(app, 'Late')
  await control(app, 'PUT', 'snapshots/before', undefined, 'Snapshot')
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Drop' }], Match: { Path: '/nowhere' } }, 'Faulty')

  await put(app, {}, { url: '/Saved/api/v1/Product/1/ImageInfo' })
  t.equal((await put(app, {}, { url: '/Saved/api/v1/Product/1/ImageInfo', headers: late })).statusCode, 412)
  await put(app, {}, { url: '/Saved/api/v1/Product/1/ImageInfo' })
  await control(app, 'PUT', 'state', { Products: [] }, 'Loaded')
  await control(app, 'POST', 'clear', undefined, 'Cleared')
  await control(app, 'PUT', 'snapshots/before', undefined, 'Restored')
  await control(app, 'POST', 'snapshots/before/restore', undefined, 'Restored')
  await send('DELETE', 'Removed', '/api/v1/Product/1')

  replaceFile(seed, seedText('two'))
  t.equal(await line(), `Loaded ${seed} again: 5 tenants take the new data, 5 changed tenants (Cleared, Loaded, Removed, Restored, Saved) keep their own until they are reset.`)
  for (const tenant of ['SignedIn', 'Absent', 'Refused', 'Late', 'Snapshot', 'Faulty']) t.same(await names(app, tenant), ['two'], tenant)
  await control(app, 'POST', 'snapshots/before/restore', undefined, 'Snapshot')
  t.same(await names(app, 'Snapshot'), ['one'], 'snapshots stay')
  await app.close()

  const again = await watch(t, seed, settings)
  replaceFile(seed, seedText('three', 'four'))
  t.equal(await again.line(), `Loaded ${seed} again: 4 tenants take the new data, 6 changed tenants (Cleared, Loaded, Removed, Restored, Saved and 1 more) ` +
    'keep their own until they are reset.', 'the database file has it')
})

t.test('a seed folder is loaded again when a JSON file in it is added, changed or removed', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'a.json'), ONE_PRODUCT)
  const { app, line, lines } = await watch(t, folder)
  writeFileSync(join(folder, 'b.json'), '{"Products":[{"ProductId":2,"Name":"two"}]}')
  t.equal(await line(), `Loaded ${folder} again: 1 tenant takes the new data.`)
  t.same(await names(app, 'Cust1'), ['one', 'two'])
  writeFileSync(join(folder, 'b.json'), '{"Products":[{"ProductId":2,"Name":"another"}]}')
  await line()
  t.same(await names(app, 'Cust1'), ['one', 'another'])
  rmSync(join(folder, 'b.json'))
  await line()
  t.same(await names(app, 'Cust1'), ['one'])
  writeFileSync(join(folder, 'notes.txt'), 'no seed')
  await turns(300)
  t.equal(lines.length, 3, 'other files do not matter')
  rmSync(join(folder, 'a.json'))
  t.equal(await line(), `The seed ${folder} is a folder without JSON files. --seed or SUPEROFFICE_MOCK_SEED, or in a program seed, must be shipped, none, a JSON file or a folder of JSON files. ` +
    'The mock keeps the seed that it had.')
})

t.test('a changed seed that is invalid is logged with its errors, and the mock keeps the seed that it had', async t => {
  const folder = temporaryFolder(t)
  const [one, two] = [join(folder, '1.json'), join(folder, '2.json')]
  writeFileSync(one, ONE_PRODUCT)
  writeFileSync(two, '{"Products":[]}')
  const { app, line } = await watch(t, folder)
  await reset(app, 'Reset')
  writeFileSync(one, '{"Products":[{"Name":"x"},{"ProductId":-1}]}')
  writeFileSync(two, '{"Products":')
  t.match(await line(), /^The seed .*1\.json is invalid at \/Products\/0\/ProductId, .* \/Products\/1\/ProductId must .* The seed .*2\.json is not valid JSON.* The mock keeps the seed that it had\.$/)
  await reset(app, 'Reset')
  for (const tenant of ['Unwritten', 'Reset', 'default']) t.same(await names(app, tenant), ['one'], tenant)

  rmSync(two)
  writeFileSync(one, seedText('valid', 'again'))
  t.equal(await line(), `Loaded ${folder} again: 2 tenants take the new data.`)
  for (const tenant of ['Unwritten', 'Reset', 'default']) t.same(await names(app, tenant), ['valid', 'again'], tenant)
})

t.test('a seed file that is being written is loaded when it is complete', async t => {
  const seed = join(temporaryFolder(t), 'seed.json')
  writeFileSync(seed, ONE_PRODUCT)
  const { app, line, lines } = await watch(t, seed)
  const text = seedText('a', 'long', 'seed')
  for (let length = 1; length <= text.length; length++) {
    writeFileSync(seed, text.slice(0, length))
    await nextTurn()
  }
  t.equal(await line(), `Loaded ${seed} again: 1 tenant takes the new data.`)
  t.same(await names(app, 'Cust1'), ['a', 'long', 'seed'])
  t.equal(lines.length, 1)
})

t.test('the removal of the seed file is logged, and the file is loaded when it exists again', async t => {
  const seed = join(temporaryFolder(t), 'seed.json')
  writeFileSync(seed, ONE_PRODUCT)
  const { app, line } = await watch(t, seed)
  rmSync(seed)
  t.match(await line(), /^The seed .*seed\.json cannot be read \(it does not exist\)\. .* The mock keeps the seed that it had\.$/)
  t.same(await names(app, 'Cust1'), ['one'])
  writeFileSync(seed, seedText('back'))
  await line()
  t.same(await names(app, 'Cust1'), ['back'])
})

t.test('pictures of the seed are watched, also pictures that do not exist yet', async t => {
  const folder = temporaryFolder(t)
  const seed = join(folder, 'seed.json')
  writeFileSync(join(folder, 'mug.png'), PICTURES.png)
  const withPicture = (File: string) => JSON.stringify({ Products: [{ ProductId: 1, Name: 'mug', ImageInfo: { File } }] })
  writeFileSync(seed, withPicture('mug.png'))
  const { app, line } = await watch(t, seed)
  const picture = async () => (await app.inject('/Cust1/api/v1/Product/1/Image')).rawPayload
  t.same(await picture(), PICTURES.png)
  writeFileSync(join(folder, 'mug.png'), PICTURES.gif)
  await line()
  t.same(await picture(), PICTURES.gif)
  writeFileSync(seed, withPicture('pictures/cup.png'))
  t.match(await line(), /ImageInfo\/File, which must name a file that can be read; got "pictures\/cup\.png"/)
  mkdirSync(join(folder, 'pictures'))
  writeFileSync(join(folder, 'pictures', 'cup.png'), PICTURES.jpeg)
  await line()
  t.same(await picture(), PICTURES.jpeg)
})

t.test('a seed is loaded again when a symbolic link in its path is replaced', { skip: posixOnly.links }, async t => {
  const folder = temporaryFolder(t)
  for (const version of ['1', '2']) {
    mkdirSync(join(folder, version))
    writeFileSync(join(folder, version, 'seed.json'), seedText(version))
  }
  symlinkSync('1', join(folder, 'data'))
  symlinkSync(join('data', 'seed.json'), join(folder, 'seed.json'))
  const { app, line } = await watch(t, join(folder, 'seed.json'))
  symlinkSync('2', join(folder, 'next'))
  renameSync(join(folder, 'next'), join(folder, 'data'))
  await line()
  t.same(await names(app, 'Cust1'), ['2'], 'as Kubernetes replaces a ConfigMap')
})

t.test('a changed seed that the database cannot store is logged, and tenants keep their data', async t => {
  const folder = temporaryFolder(t)
  const [seed, database] = [join(folder, 'seed.json'), join(folder, 'mock.db')]
  writeFileSync(seed, ONE_PRODUCT)
  const { app, line } = await watch(t, seed, { database })
  const other = new Database(database)
  t.teardown(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  replaceFile(seed, seedText('two'))
  t.equal(await line(), `The seed ${seed} could not replace the data of all tenants (another program holds the write lock of ${database}; end its transaction ` +
    'and send the request again). The remaining tenants keep their data.')
  t.same(await names(app, 'Cust1'), ['one'])
  other.exec('ROLLBACK')
  replaceFile(seed, seedText('three'))
  await line()
  t.same(await names(app, 'Cust1'), ['three'])
})

t.test('closing the mock ends the watch of the seed, also while a seed is loaded', async t => {
  const folder = temporaryFolder(t)
  const [seed, database] = [join(folder, 'seed.json'), join(folder, 'mock.db')]
  writeFileSync(seed, ONE_PRODUCT)
  const { app, lines, delays } = await watch(t, seed)
  await app.close()
  await turns()
  const { length } = delays
  writeFileSync(seed, seedText('two'))
  await turns()
  t.same([delays.length, lines], [length, []])

  const large = await watch(t, seed, { database })
  writeFileSync(seed, seedText(...Array.from({ length: 2000 }, (_, index) => `product ${index}`)))
  const other = new Database(database, { readonly: true })
  t.teardown(() => other.close())
  const countProducts = other.prepare<[], number>('SELECT count(*) FROM product').pluck()
  await until(() => Number(countProducts.get()) > 100)
  await large.app.close()
  await turns()
  t.same(large.lines, [])
})

t.test('WATCH_SEED=on is refused without a seed file or folder, and with PostgreSQL', async t => {
  const start = (settings: object) => buildApp({ ...loadConfig(), database: ':memory:', watchSeed: 'on', ...settings })
  const needed = 'SUPEROFFICE_MOCK_WATCH_SEED=on needs a JSON file or a folder of JSON files as SUPEROFFICE_MOCK_SEED; got'
  await t.rejects(start({}), { message: `${needed} shipped.` })
  await t.rejects(start({ seed: 'none' }), { message: `${needed} none.` })
  await t.rejects(start({ seed: { Products: [] } }), { message: `${needed} a state.` })
  await t.rejects(start({ seed: 'seed.json', database: 'postgres://nowhere/mock' }),
    { message: /^SUPEROFFICE_MOCK_WATCH_SEED must be off with a PostgreSQL database as SUPEROFFICE_MOCK_DATABASE, because .* Stop them, and start them with the changed seed\.$/ })
})

t.test('a mock of the library with watchSeed loads a replaced seed', async t => {
  const seed = join(temporaryFolder(t), 'seed.json')
  writeFileSync(seed, ONE_PRODUCT)
  await using mock = await createMockServer({ seed, watchSeed: 'on' })
  const tenant = mock.tenant('Shop')
  replaceFile(seed, seedText('two'))
  const names = async () => (await tenant.dump()).Products.map(({ Name }) => Name)
  await until(async () => (await names())[0] === 'two')
  t.same(await names(), ['two'])
})

const createState = (count: number, Name: string): Seed => loadSeed({ Products: Array.from({ length: count }, (_, index) => ({ ProductId: index + 1, Name })) })

function openStore (t: Test, seed: Seed, path = ':memory:'): SqliteStore {
  const store = createSqliteStore({ path, durability: 'process', seed })
  t.teardown(() => store.close())
  return store
}

async function differentNames (store: SqliteStore, tenant: string): Promise<(string | null)[]> {
  const { products, release } = await store.dumpTenant(tenant)
  release()
  return [...new Set([...products].map(({ Name }) => Name))]
}

t.test('while the seed is replaced, each request reads the data of only one seed', async t => {
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

t.test('a reset that has taken a copy of the seed before the seed is replaced ends with the new data', async t => {
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
    // Waits for a transaction, so that the resets are spread over the time in which the seed is replaced.
    await store.clearTenant('Cleared')
    resets.push(store.resetTenant(`Reset${resets.length}`))
  }
  await Promise.all([replaced, ...resets])
  for (const index of resets.keys()) t.same(await differentNames(store, `Reset${index}`), ['new'])
})

t.test('unfinished and finished copies of the former seed are not used and are removed', async t => {
  const path = join(temporaryFolder(t), 'mock.db')
  const store = openStore(t, createState(3000, 'old'), path)
  await store.prepareTenant('default')
  const other = new Database(path, { readonly: true })
  t.teardown(() => other.close())
  const countReady = other.prepare<[], number>("SELECT count(*) FROM tenant WHERE name LIKE '~prepared %' AND is_seeded = 1").pluck()
  await until(() => countReady.get() === 1)
  await store.resetTenant('Reset')
  await store.replaceSeed(createState(1, 'new'))
  t.same(await differentNames(store, 'Reset'), ['new'])
  const countNamed = other.prepare<[string], number>('SELECT count(*) FROM product WHERE name = ?').pluck()
  await until(() => countNamed.get('old') === 0)
  await until(() => countReady.get() === 2)
  await store.replaceSeed(createState(1, 'newest'))
  await until(() => countNamed.get('new') === 0)
  t.same(await differentNames(store, 'Reset'), ['newest'], 'a finished copy is removed as well')
})
