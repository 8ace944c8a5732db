import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { dump } from '../src/cli/dump.js'
import { reset } from '../src/cli/reset.js'
import { loadConfig, type Config } from '../src/config/config.js'
import { createMockServer } from '../src/index.js'
import { buildTestApp, control, freezeClock, imageInfoPath, put, putOk, readDocument, temporaryFolder } from './helper.js'
import { PICTURES } from './pictures.js'

const basic = (name: string) => ({ authorization: `Basic ${Buffer.from(`${name}:`).toString('base64')}` })

/** An app on a file, with the names of the tenants that have rows there. */
async function buildOnFile (t: Test, settings: Partial<Config> = {}) {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { database, ...settings })
  const db = new Database(database, { readonly: true })
  t.teardown(() => db.close())
  const select = db.prepare<[], string>("SELECT name FROM tenant WHERE name NOT LIKE '~%' ORDER BY name").pluck()
  return { app, database, stored: () => select.all() }
}

const listed = async (app: FastifyInstance) => (await control(app, 'GET', 'tenants')).body.Tenants

const namesOf = async (app: FastifyInstance): Promise<string[]> => (await listed(app)).map(({ Name }: { readonly Name: string }) => Name)

/** What the parameters of a path, and the properties that calls of agents require, are in each call. */
const PATH_VALUES: Readonly<Record<string, string>> = { productId: '1001', archiveProviderName: 'Product', tenant: 'default', name: 'flaky' }
const AGENT_BODY = {
  ProductId: 1001, PersonId: 1, ProjectId: 1, ContactId: 1, BlobEntityId: 5001, ProviderName: 'Product', Columns: 'name', Page: 0, PageSize: 10, Width: 8, Height: 8,
}

/** All documented calls that read: those by GET, and calls of agents whose name says so. The stream of the journal has no end. */
async function readingCalls (app: FastifyInstance): Promise<InjectOptions[]> {
  const documents = [await readDocument(app, '/openapi.json'), await readDocument(app, '/_mock/openapi.json')]
  return documents.flatMap(({ paths }) => Object.entries<object>(paths)).flatMap(([path, operations]): InjectOptions[] => {
    const url = path.replace(/\{(\w+)\}/g, (_, name) => PATH_VALUES[name] ?? '1')
    if (!/^\/(api|_mock)/.test(path) || path === '/_mock/journal/stream') return []
    if ('get' in operations) return [{ method: 'GET', url }]
    return /\/(Get|CreateDefault)\w+$/.test(path) ? [{ method: 'POST', url: `${url}?blobEntityId=5001`, payload: AGENT_BODY }] : []
  })
}

t.test('a tenant that nothing has changed is read as the seed is, by each route that reads, and has no rows', async t => {
  const { app, stored } = await buildOnFile(t, { seed: 'shipped' })
  const calls = await readingCalls(app)
  t.ok(calls.length > 50, `${calls.length} calls`)
  await freezeClock(app)
  await control(app, 'PUT', 'clock', { Now: '2026-01-31T12:00:00Z', Frozen: true }, 'Unwritten')
  for (const call of calls) {
    const answer = await app.inject({ ...call, url: `/Unwritten${call.url}` })
    const expected = await app.inject(call)
    t.equal(answer.statusCode, expected.statusCode, `${call.method} ${call.url}`)
    if (/journal|metrics|tenants/.test(String(call.url))) continue
    t.same(answer.body.replaceAll('/Unwritten', '').replaceAll('Unwritten', 'default'), expected.body)
  }
  t.same(stored(), ['default'])
  t.match(await app.inject('/_mock/metrics'), { body: '\nsuperoffice_mock_tenants 1\n' })
})

t.test('a tenant is stored by what first changes it, and not by a call with a wrong body', async t => {
  const changes: [name: string, send: (app: FastifyInstance, tenant: string) => Promise<unknown>][] = [
    ['a save', (app, tenant) => putOk(app, {}, { url: imageInfoPath(7, tenant) })],
    ['a removal', (app, tenant) => app.inject({ method: 'DELETE', url: `/${tenant}/api/v1/Product/1001` })],
    ['a user who signs in for the first time', (app, tenant) => app.inject({ url: `/${tenant}/api/v1/User/currentPrincipal`, headers: basic('new') })],
    ['a reset', (app, tenant) => control(app, 'POST', 'reset', undefined, tenant)],
    ['a clear', (app, tenant) => control(app, 'POST', 'clear', undefined, tenant)],
    ['a load', (app, tenant) => control(app, 'PUT', 'state', { Products: [] }, tenant)],
    ['a snapshot', (app, tenant) => control(app, 'PUT', 'snapshots/a', undefined, tenant)],
  ]
  const { app, stored } = await buildOnFile(t, { auth: 'any' })
  const headers = basic('ADM0')
  await app.inject({ url: '/Read/api/v1/User/currentPrincipal', headers })
  await put(app, { BlobSize: 'x' }, { url: imageInfoPath(1001, 'Read'), headers })
  await control(app, 'PUT', 'state', {}, 'Read')
  t.same(stored(), ['default'])
  for (const [index, [name, send]] of changes.entries()) {
    const other = await buildOnFile(t)
    await send(other.app, `Changed${index}`)
    t.same(other.stored(), [`Changed${index}`, 'default'], name)
  }
})

t.test('a tenant that is read while it is made, removed or reset has the data of the seed or its own', async t => {
  const { app } = await buildOnFile(t)
  const url = imageInfoPath(1001, 'Cust1')
  const read = async () => (await app.inject(url)).json().Description
  const seeded = await read()
  for (let round = 0; round < 5; round++) {
    const reads = [read(), putOk(app, { Description: 'own' }, { url }).then(read), read(), control(app, 'DELETE', 'tenants/Cust1').then(read), read()]
    for (const description of await Promise.all(reads)) t.ok([seeded, 'own'].includes(description), description)
    await control(app, 'DELETE', 'tenants/Cust1')
    t.equal(await read(), seeded)
  }
})

t.test('a tenant that nothing has changed has the picture of the seed while other tenants lose theirs', async t => {
  const { app } = await buildOnFile(t)
  await control(app, 'POST', 'clear')
  const image = await app.inject('/Cust1/api/v1/Product/1001/Image')
  t.equal(image.statusCode, 200)
  t.same((await app.inject('/Cust1/api/v1/Product/1001/Image')).rawPayload, image.rawPayload)
  await app.inject({ method: 'PUT', url: '/Cust1/api/v1/Product/1001/Image', headers: { 'content-type': 'image/png' }, payload: PICTURES.png })
  t.same((await app.inject('/Cust2/api/v1/Product/1001/Image')).rawPayload, image.rawPayload)
})

t.test('the list of tenants has those with data, journal entries or rules of their own, and no others', async t => {
  const { app } = await buildOnFile(t)
  t.same(await namesOf(app), ['default'])
  const rule = { Actions: [{ Action: 'Answer', Status: 503 }] }
  await app.inject(imageInfoPath(1001, 'Journalled'))
  await app.inject(imageInfoPath(1001, 'JOURNALLED'))
  await control(app, 'POST', 'faults', rule, 'faulty')
  await control(app, 'POST', 'faults', { ...rule, TimeToLiveSeconds: 1e-9 }, 'Expired')
  await control(app, 'POST', 'rights', { TableRight: { Mask: 'Select' } }, 'Ruled')
  await control(app, 'PUT', 'clock', { Frozen: true }, 'Frozen')
  await control(app, 'GET', 'state', undefined, 'Dumped')
  await putOk(app, {}, { url: imageInfoPath(7, 'Cust1') })
  await control(app, 'DELETE', 'journal', undefined, 'Cust1')
  const ofSeed = { Products: 3, Blobs: 2, Callers: 1 }
  t.same(await listed(app), [
    { Name: 'Cust1', ...ofSeed, Blobs: 3 },
    { Name: 'default', ...ofSeed },
    { Name: 'faulty', ...ofSeed },
    { Name: 'Journalled', ...ofSeed },
    { Name: 'Ruled', ...ofSeed },
  ])
  await control(app, 'DELETE', 'journal', undefined, 'journalled')
  await control(app, 'DELETE', 'faults', undefined, 'Faulty')
  await control(app, 'DELETE', 'tenants/ruled')
  t.same(await namesOf(app), ['Cust1', 'default'])
})

t.test('a tenant is counted by its name in any case, and as the seed is if nothing has changed it', async t => {
  const { app, stored } = await buildOnFile(t)
  await app.inject({ method: 'DELETE', url: '/Cust1/api/v1/Product/1001' })
  t.same(await control(app, 'GET', 'tenants/CUST1'), { status: 200, body: { Name: 'Cust1', Products: 2, Blobs: 1, Callers: 1 } })
  t.same(await control(app, 'GET', 'tenants/other', undefined, 'Cust1'), { status: 200, body: { Name: 'other', Products: 3, Blobs: 2, Callers: 1 } })
  t.equal((await control(app, 'GET', 'tenants/a.b')).status, 400)
  t.same(stored(), ['Cust1', 'default'])
})

t.test('the library lists no tenant that nothing was sent to, and the commands count it as the seed is', async t => {
  await using mock = await createMockServer()
  const names = async () => (await mock.tenants()).map(({ Name }) => Name)
  const output = t.capture(console, 'log')
  await dump(loadConfig(), { url: mock.url, tenant: 'Fresh' }, join(temporaryFolder(t), 'dump.json'))
  t.same(await names(), ['default'])
  await reset(loadConfig(), { url: mock.url, tenant: 'Fresh' })
  const table = 'Name   Products  Blobs  Callers\nFresh         3      2        1'
  t.same(output().map(({ args: [text] }) => text), [table, table])
  await mock.tenant('Read').inject('/api/v1/Product/1001')
  t.same(await names(), ['default', 'Fresh', 'Read'])
  for (const tenant of ['Fresh', 'Read']) await mock.tenant(tenant).remove()
  t.same(await names(), ['default'])
})
