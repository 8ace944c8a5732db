import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { dump } from '../../src/cli/dump.js'
import { reset } from '../../src/cli/reset.js'
import { loadConfig, type Config } from '../../src/config/config.js'
import { createMockServer } from '../../src/index.js'
import { buildTestApp, control, freezeClock, imageInfoPath, put, putOk, readDocument, readRows, writeProductSeed, temporaryFolder, untilRemoved } from '../helper.js'
import { PICTURES } from '../pictures.js'
import { onPostgres } from '../postgres.js'

const basic = (name: string) => ({ authorization: `Basic ${Buffer.from(`${name}:`).toString('base64')}` })

async function buildOnFile (t: Test, settings: Partial<Config> = {}) {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { database, ...settings })
  const stored = async () => (await readRows(database, `SELECT name FROM tenant WHERE name NOT LIKE '~%' ${onPostgres ? 'AND set_id IS NOT NULL' : ''}`)).map(({ name }) => name).sort()
  return { app, database, stored }
}

const listed = async (app: FastifyInstance) => (await control(app, 'GET', 'tenants')).body.Tenants

const listNames = async (app: FastifyInstance): Promise<string[]> => (await listed(app)).map(({ Name }: { readonly Name: string }) => Name)

const PATH_VALUES: Readonly<Record<string, string>> = { productId: '1001', archiveProviderName: 'Product', tenant: 'default', name: 'flaky' }
const AGENT_BODY = {
  ProductId: 1001, PersonId: 1, ProjectId: 1, ContactId: 1, BlobEntityId: 5001, ProviderName: 'Product', Columns: 'name', Page: 0, PageSize: 10, Width: 8, Height: 8,
}

/**
 * Returns the documented requests below /api and /_mock that only read: those with GET, and those to agent operations whose names begin
 * with Get or CreateDefault. The stream of the journal is not included, because it does not end.
 */
async function readingCalls (app: FastifyInstance): Promise<InjectOptions[]> {
  const documents = [await readDocument(app, '/openapi.json'), await readDocument(app, '/_mock/openapi.json')]
  return documents.flatMap(({ paths }) => Object.entries<object>(paths)).flatMap(([path, operations]): InjectOptions[] => {
    const url = path.replace(/\{(\w+)\}/g, (_, name) => PATH_VALUES[name] ?? '1')
    if (!/^\/(api|_mock)/.test(path) || path === '/_mock/journal/stream') return []
    if ('get' in operations) return [{ method: 'GET', url }]
    return /\/(Get|CreateDefault)\w+$/.test(path) ? [{ method: 'POST', url: `${url}?blobEntityId=5001`, payload: AGENT_BODY }] : []
  })
}

t.test('each route that reads returns the data of the seed for a tenant without changes, and stores nothing for it', async t => {
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
  t.same(await stored(), ['default'])
  t.match(await app.inject('/_mock/metrics'), { body: '\nsuperoffice_mock_tenants 1\n' })
})

const save = { method: 'PUT', url: '/api/v1/Product/7/ImageInfo', payload: {} } as const
const signIn = { url: '/api/v1/User/currentPrincipal', headers: basic('new') } as const

/** Requests that give a tenant its own data. */
const CHANGES: readonly (readonly [name: string, call: InjectOptions])[] = [
  ['a save', save],
  ['a removal', { method: 'DELETE', url: '/api/v1/Product/1001' }],
  ['a user who signs in for the first time', signIn],
  ['a reset', { method: 'POST', url: '/_mock/reset' }],
  ['a clear', { method: 'POST', url: '/_mock/clear' }],
  ['a load', { method: 'PUT', url: '/_mock/state', payload: { Products: [] } }],
  ['a snapshot', { method: 'PUT', url: '/_mock/snapshots/a' }],
]

const send = (app: FastifyInstance, tenant: string, call: InjectOptions) => app.inject({ ...call, url: `/${tenant}${call.url}` })

t.test('a tenant is stored by its first change, but not by a request with an invalid body', async t => {
  const { app, stored } = await buildOnFile(t, { auth: 'any' })
  const headers = basic('ADM0')
  await app.inject({ url: '/Read/api/v1/User/currentPrincipal', headers })
  await put(app, { BlobSize: 'x' }, { url: imageInfoPath(1001, 'Read'), headers })
  await control(app, 'PUT', 'state', {}, 'Read')
  t.same(await stored(), ['default'])
  for (const [index, [name, call]] of CHANGES.entries()) {
    const other = await buildOnFile(t)
    t.ok((await send(other.app, `Changed${index}`, call)).statusCode < 300, name)
    t.same(await other.stored(), [`Changed${index}`, 'default'], name)
  }
})

t.test('reading a tenant while it is created or removed returns either the data of the seed or its own data', async t => {
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

t.test('a tenant that is cleared while it is created from a copy of the seed does not get that copy', async t => {
  const { app, database } = await buildOnFile(t, { seed: writeProductSeed(t, 600) })
  // There are more tenants than ready copies of the seed. For some tenants, a copy must be made, which takes several turns.
  const tenants = Array.from({ length: 5 }, (_, index) => `Cust${index}`)
  const saves = tenants.map(tenant => putOk(app, {}, { url: imageInfoPath(7, tenant) }))
  for (let turns = 0; turns < 3; turns++) await nextTurn()
  const clears = tenants.map(tenant => control(app, 'POST', 'clear', undefined, tenant))
  await Promise.all([...saves, ...clears])
  for (const tenant of tenants) {
    const { Products, Blobs } = (await control(app, 'GET', 'state', undefined, tenant)).body
    t.same(Products, [])
    t.ok(Blobs.length <= 1, tenant)
  }
  await untilRemoved(database)
})

t.test('a tenant without changes has the picture of the seed even after other tenants have removed or replaced their pictures', async t => {
  const { app } = await buildOnFile(t)
  await control(app, 'POST', 'clear')
  const image = await app.inject('/Cust1/api/v1/Product/1001/Image')
  t.equal(image.statusCode, 200)
  t.same((await app.inject('/Cust1/api/v1/Product/1001/Image')).rawPayload, image.rawPayload)
  await app.inject({ method: 'PUT', url: '/Cust1/api/v1/Product/1001/Image', headers: { 'content-type': 'image/png' }, payload: PICTURES.png })
  t.same((await app.inject('/Cust2/api/v1/Product/1001/Image')).rawPayload, image.rawPayload)
})

t.test('the list of tenants has exactly the tenants with data, journal entries or rules', async t => {
  const { app } = await buildOnFile(t)
  t.same(await listNames(app), ['default'])
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
  t.same(await listNames(app), ['Cust1', 'default'])
})

t.test('the counts of a tenant are found by its case-insensitive name, and are those of the seed if it has no changes', async t => {
  const { app, stored } = await buildOnFile(t)
  await app.inject({ method: 'DELETE', url: '/Cust1/api/v1/Product/1001' })
  t.same(await control(app, 'GET', 'tenants/CUST1'), { status: 200, body: { Name: 'Cust1', Products: 2, Blobs: 1, Callers: 1 } })
  t.same(await control(app, 'GET', 'tenants/other', undefined, 'Cust1'), { status: 200, body: { Name: 'other', Products: 3, Blobs: 2, Callers: 1 } })
  t.equal((await control(app, 'GET', 'tenants/a.b')).status, 400)
  t.same(await stored(), ['Cust1', 'default'])
})

t.test('the command dump prints the counts of the seed for a tenant that does not exist yet, and does not create the tenant; a reset or a request creates it', async t => {
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

const refusal = (most: number, kept = 'data') => `No further tenant can have its own ${kept}, because ` +
  `SUPEROFFICE_MOCK_MAX_TENANTS is ${most}. Remove a tenant first, by DELETE /_mock/tenants/{name}.`

t.test('each operation that would store a tenant above MAX_TENANTS is refused with 503, until another tenant is removed', async t => {
  const { app, database, stored } = await buildOnFile(t, { maxTenants: 2 })
  await putOk(app, { Description: 'kept' }, { url: imageInfoPath(1001, 'Cust1') })
  for (const [name, call] of CHANGES) {
    const answer = await send(app, 'Cust2', call)
    t.equal(answer.statusCode, 503, name)
    t.same(answer.json(), { Message: 'The service is unavailable.', MessageDetail: refusal(2) }, name)
  }
  t.match((await app.inject(imageInfoPath(1001, 'Cust2'))).json(), { BlobId: 5001 }, 'it is read all the same')
  t.equal((await control(app, 'POST', 'snapshots/none/restore', undefined, 'Cust2')).status, 404)
  for (const tenant of ['default', 'cust1']) {
    for (const [name, call] of CHANGES) t.ok((await send(app, tenant, call)).statusCode < 300, `${name} in ${tenant}`)
  }
  t.same(await stored(), ['Cust1', 'default'])
  await control(app, 'DELETE', 'tenants/Cust1')
  await putOk(app, { Description: 'new' }, { url: imageInfoPath(1001, 'Cust2') })
  t.equal((await put(app, {}, { url: imageInfoPath(1001, 'Cust1') })).statusCode, 503)
  await app.close()

  const restarted = await buildTestApp(t, { database, maxTenants: 1 })
  t.match(await putOk(restarted, { ExtraInfo: 'x' }, { url: imageInfoPath(1001, 'Cust2') }), { ExtraInfo: 'x' }, 'tenants of a higher limit stay')
  await control(restarted, 'DELETE', 'tenants/default')
  await restarted.close()

  const last = await buildTestApp(t, { database, maxTenants: 1 })
  t.same(await stored(), ['Cust2', 'default'], 'the default tenant is made at each start')
  await putOk(last, {})
})

t.test('of many tenants that are created at the same time, as many are stored as MAX_TENANTS allows', async t => {
  const { app, stored } = await buildOnFile(t, { maxTenants: 6 })
  const [, , , ...changes] = CHANGES
  const calls = Array.from({ length: 40 }, (_, index) => changes[index % changes.length]?.[1] ?? {})
  const answers = await Promise.all(calls.map((call, index) => send(app, `Cust${index}`, call)))
  const refused = answers.filter(({ statusCode }) => statusCode === 503)
  t.equal(refused.length, 35)
  for (const answer of refused) t.equal(answer.json().MessageDetail, refusal(6))
  const made = answers.flatMap(({ statusCode }, index) => statusCode < 300 ? [`Cust${index}`] : [])
  t.same(await stored(), [...made, 'default'].sort())
})

t.test('MAX_TENANTS limits the tenants with rules or their own clock, and expired rules do not count', async t => {
  const { app } = await buildOnFile(t, { maxTenants: 2 })
  const rule = { Actions: [{ Action: 'Drop' }] }
  const kinds: [kept: string, method: 'POST' | 'PUT', path: string, body: object][] = [
    ['fault rules', 'POST', 'faults', rule],
    ['rights rules', 'POST', 'rights', { TableRight: { Mask: 'Select' } }],
    ['clock', 'PUT', 'clock', { Frozen: true }],
  ]
  await control(app, 'POST', 'faults', { ...rule, TimeToLiveSeconds: 1e-9 }, 'Expired')
  for (const [kept, method, path, body] of kinds) {
    const statusFor = async (tenant: string) => (await control(app, method, path, body, tenant)).status
    t.same([await statusFor('Cust1'), await statusFor('Cust2')], method === 'POST' ? [201, 201] : [200, 200], kept)
    t.match(await control(app, method, path, body, 'Cust3'), { status: 503, body: { MessageDetail: refusal(2, kept) } })
    t.match(await control(app, 'GET', path, undefined, 'Cust3'), { status: 200 })
    if (method === 'PUT') t.equal(await statusFor('CUST1'), 200)
    await control(app, 'DELETE', 'tenants/cust1')
    t.ok(await statusFor('Cust3') < 300, `${kept} in the place of those of a removed tenant`)
    await Promise.all(['Cust2', 'Cust3'].map(tenant => control(app, 'DELETE', `tenants/${tenant}`)))
    const statuses = await Promise.all(Array.from({ length: 8 }, (_, index) => statusFor(`Many${index}`)))
    t.equal(statuses.filter(status => status < 300).length, 2, `${kept} of concurrent requests`)
    await Promise.all(statuses.map((_, index) => control(app, 'DELETE', `tenants/Many${index}`)))
  }
})

t.test('MAX_TENANTS limits the journals, and the journal whose last request is the oldest is removed', async t => {
  const { app } = await buildOnFile(t, { maxTenants: 3 })
  const read = (tenant: string) => app.inject(imageInfoPath(1001, tenant))
  const entries = async (tenant: string) => (await control(app, 'GET', 'journal', undefined, tenant)).body.Entries.length
  const verify = (tenant: string, verification: object) =>
    control(app, 'POST', 'journal/verify', { Match: { Method: 'GET' }, Times: { Exactly: 2 }, ...verification }, tenant)
  for (const tenant of ['Cust1', 'Cust2', 'Cust3', 'cust1', 'Cust4']) await read(tenant)
  t.same([await entries('Cust1'), await entries('Cust2'), await entries('Cust3'), await entries('Cust4')], [2, 0, 1, 1])
  await verify('Unused', {})
  t.same([await entries('Cust1'), await entries('Cust3'), await entries('Cust4')], [2, 1, 1], 'a verification needs no journal')
  await control(app, 'DELETE', 'tenants/Cust4')
  await verify('Empty', { WaitForMilliseconds: 1 })
  await read('Cust4')
  t.same([await entries('Cust1'), await entries('Cust3'), await entries('Cust4')], [2, 1, 1], 'one without requests goes first')

  // This part is skipped on PostgreSQL: there, if a client waits for a request of a tenant, the journal of this tenant is protected from
  // removal only after the next poll of the database. replicas-journal.test.ts tests this.
  if (onPostgres) return
  const waiting = ['Cust1', 'Cust3', 'Cust4'].map(async tenant => (await verify(tenant, { Since: 1, WaitForMilliseconds: 60_000 })).body.Held)
  for (let turns = 0; turns < 100; turns++) await nextTurn()
  for (const tenant of ['Cust5', 'Cust6', 'Cust1', 'Cust3', 'Cust3', 'Cust4', 'Cust4']) await read(tenant)
  t.same(await Promise.all(waiting), [true, true, true], 'not the journal of a tenant whose next request somebody waits for')
})

t.test('each operation that would store a user above the limit of 10000 is refused with 503, and operations of stored users succeed', async t => {
  const { app } = await buildOnFile(t)
  const Callers = Array.from({ length: 9998 }, (_, index) => ({ AssociateId: index + 2, Name: `user ${index + 2}` }))
  await control(app, 'PUT', 'state', { Products: [], Callers }, 'Cust1')
  const statusFor = async (name: string, call: InjectOptions) => (await send(app, 'Cust1', { ...call, headers: basic(name) })).statusCode
  t.equal(await statusFor('the last', save), 200)
  for (const call of [save, signIn, { method: 'POST', url: '/api/v1/Product', payload: { Name: 'new' } } as const]) {
    const answer = await send(app, 'Cust1', { ...call, headers: basic('another') })
    t.same([answer.statusCode, answer.json()], [503, {
      Message: 'The service is unavailable.',
      MessageDetail: 'A tenant can have at most 10000 users; got another one. POST /_mock/reset removes those that the seed does not have.',
    }])
    for (const name of ['USER 9999', 'the last']) t.ok(await statusFor(name, call) < 300, name)
  }
  t.equal((await control(app, 'GET', 'tenants/Cust1')).body.Callers, 10_000)
  t.equal((await send(app, 'Cust2', { ...save, headers: basic('another') })).statusCode, 200, 'in another tenant')
  await send(app, 'Cust1', { method: 'POST', url: '/_mock/reset' })
  t.equal(await statusFor('another', save), 200)
})

t.test('if a user of the seed has the highest id, new users get free ids above the id of the administrator', async t => {
  const { app } = await buildOnFile(t)
  await control(app, 'PUT', 'state', { Products: [], Callers: [{ AssociateId: 2, Name: 'low' }, { AssociateId: 2147483647, Name: 'highest' }] }, 'Cust1')
  const idOf = async (name: string) => (await send(app, 'Cust1', { ...signIn, headers: basic(name) })).json().AssociateId
  for (const [name, id] of [['new', 3], ['another', 4], ['highest', 2147483647], ['new', 3]] as const) t.equal(await idOf(name), id, name)
})
