import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { verify as runVerify } from '../src/cli/verify.js'
import { loadConfig } from '../src/config/config.js'
import { connectMock } from '../src/index.js'
import { openStore } from '../src/storage/open-store.js'
import { control, freezeClock, imageInfoPath, put, putOk } from './helper.js'
import { makeSchema, noPostgres, runSql } from './postgres.js'
import { buildReplicas, repeatingWrites } from './replicas.js'
import { until } from './waiting.js'

const list = async (app: FastifyInstance, query = '', tenant = '') => (await control(app, 'GET', `journal${query}`, undefined, tenant)).body
const idsIn = ({ Entries }: { Entries: { Id: number }[] }) => Entries.map(({ Id }) => Id)
const verify = async (app: FastifyInstance, verification: object, tenant = '') => (await control(app, 'POST', 'journal/verify', verification, tenant)).body
const PUTS = { Method: 'PUT' }

t.test('a verification, a listing and an entry at any replica include the requests of all replicas', { skip: noPostgres }, async t => {
  const replicas = await buildReplicas(t, 3)
  const [first, second] = replicas as [FastifyInstance, FastifyInstance]
  await Promise.all(Array.from({ length: 30 }, (_, index) => put(replicas[index % 3] ?? first, { Description: `picture ${index}` })))
  t.match(await verify(second, { Match: PUTS, Times: { Exactly: 30 } }), { Held: true, Count: 30, Unknown: 0 })
  t.match(await verify(first, { Match: { ...PUTS, Body: { Description: 'picture 7' } } }), { Held: true, Count: 1 })
  t.same(idsIn(await list(first, '?Limit=100')), Array.from({ length: 30 }, (_, index) => index + 1), 'each request has a different id')
  t.same(idsIn(await list(first, '?Limit=3')), [28, 29, 30])
  t.match(await control(second, 'GET', 'journal/30'), { status: 200, body: { Id: 30, Method: 'PUT', Status: 200, Request: { BodyKept: 'all' } } })
  t.match(await control(second, 'GET', 'journal/31'), { status: 404 })
  t.match(await verify(second, { Match: { Method: 'DELETE' } }), { Held: false, Nearest: { Entry: { Id: 30 } } })

  t.equal((await control(first, 'DELETE', 'journal')).status, 204)
  t.same(await list(second), { Entries: [], Dropped: 0 })
  await putOk(second, { Description: 'after' })
  t.match(await list(first), { Entries: [{ Id: 31 }], Dropped: 0 })
  t.match((await first.inject('/_mock/metrics')).body, /superoffice_mock_journal_calls 1\n[^]*superoffice_mock_journal_dropped 0\n/)
})

t.test('a client that waits at one replica is notified of a request at another replica', { skip: noPostgres }, async t => {
  let isGone = false
  let polls = 0
  const nextPolls = (after = polls) => until(() => polls > after + 1)
  const [first, second] = await buildReplicas(t, 2, {}, connections => ({
    ...connections,
    read: work => connections.read(query => work(async (text, values) => {
      if (text.startsWith('SELECT tenant_key, last_id FROM journal') && polls++ >= 0 && isGone) throw new Error('The database is gone.')
      return query(text, values)
    })),
  })) as [FastifyInstance, FastifyInstance]
  await putOk(first, { Description: 'one' })
  const verifying = verify(first, { Match: PUTS, Times: { AtLeast: 3 }, WaitForMilliseconds: 60_000 })
  const answer = await first.inject({ url: '/_mock/journal/stream?Since=0', payloadAsStream: true })
  let text = ''
  answer.stream().on('data', chunk => { text += chunk })
  await until(() => text.includes('id: 1\n'))
  isGone = true
  await nextPolls()
  isGone = false
  for (const Description of ['two', 'three']) await putOk(second, { Description })
  t.match(await verifying, { Held: true, Count: 3 })
  await until(() => text.includes('id: 3\n'))
  await control(second, 'DELETE', 'tenants/default')
  await putOk(second, { Description: 'of a new tenant' })
  await until(() => text.includes('id: 4\n'))
  for (const Description of ['two', 'three']) await putOk(second, { Description })
  answer.stream().destroy()
  const verifyingOther = verify(first, { Match: { Method: 'GET' }, WaitForMilliseconds: 60_000 }, 'Other')
  await nextPolls()
  await putOk(first, { Description: 'not of the other tenant' })
  await first.inject(imageInfoPath(123, 'Other'))
  t.match(await verifyingOther, { Held: true, Count: 1 })
  t.match(await verify(second, { Match: PUTS, Times: { AtLeast: 9 }, WaitForMilliseconds: 1 }), { Held: false })
})

t.test('the library and the command verify that wait at one replica are notified of a request at another one', { skip: noPostgres }, async t => {
  const [first, second] = await buildReplicas(t, 2) as [FastifyInstance, FastifyInstance]
  const url = await first.listen({ port: 0, host: '127.0.0.1' })
  const lines = t.capture(console, 'log')
  const verification = { Match: PUTS, Times: { Exactly: 1 }, WaitForMilliseconds: 60_000 }
  let arrived = 0
  first.server.on('request', () => arrived++)
  const waiting = Promise.all([
    connectMock(url).journal.expect(verification),
    runVerify(loadConfig(), { url, tenant: 'default' }, JSON.stringify(verification)),
  ])
  await until(() => arrived === 2)
  await putOk(second, { Description: 'one' })
  t.match(await waiting, [{ Held: true, Count: 1 }, undefined])
  t.match(lines(), [{ args: [/^The verification holds/] }])
})

t.test('the journal of each tenant keeps its last requests, and dropped requests cannot be verified', { skip: noPostgres }, async t => {
  const replicas = await buildReplicas(t, 2, { journalSize: 4, maxTenants: 2 })
  const [first, second] = replicas as [FastifyInstance, FastifyInstance]
  await freezeClock(first, '2030-01-01T00:00:00Z')
  for (let call = 0; call < 11; call++) await putOk(replicas[call % 2] ?? first, { Description: `picture ${call}` })
  t.match(await list(second), { Entries: [{ Id: 8 }, { Id: 9 }, { Id: 10 }, { Id: 11 }], Dropped: 7 })
  t.match(await verify(first, { Match: PUTS, Times: { Exactly: 4 } }), { Held: false, Count: 4, Unknown: 7, Message: /^The verification is undecided/ })
  t.match(await verify(first, { Match: PUTS, Times: { Exactly: 4 }, Since: 7 }), { Held: true, Unknown: 0 })
  t.match(await verify(first, { Match: PUTS, Times: { Exactly: 4 }, Since: '2030-01-01T00:00:00Z' }), { Held: false, Unknown: 7 })
  t.match(await verify(first, { Match: PUTS, Times: { Exactly: 0 }, Since: '2030-01-01T00:00:01Z' }), { Held: true, Unknown: 0 })

  await second.inject(imageInfoPath(123, 'Two'))
  t.same(idsIn(await list(first, '', 'Two')), [1])
  await first.inject(imageInfoPath(123, 'Three'))
  t.same(idsIn(await list(second, '', 'Two')), [1], 'whose last request is later than that of the default tenant')
  t.same(await list(second), { Entries: [], Dropped: 0 })
  await putOk(second, { Description: 'again' })
  t.same(idsIn(await list(first)), [1], 'the journal begins again, also for a replica that knew it')
  await control(first, 'DELETE', 'tenants/Three')
  t.same(await list(second, '', 'Three'), { Entries: [], Dropped: 0 })
})

t.test('empty journals, such as that of a removed tenant, are removed before those that have requests', { skip: noPostgres }, async t => {
  const [app] = await buildReplicas(t, 1, { maxTenants: 2 }) as [FastifyInstance]
  for (const tenant of ['One', 'Two']) await app.inject(imageInfoPath(123, tenant))
  await control(app, 'DELETE', 'tenants/Two')
  await app.inject(imageInfoPath(123, 'Three'))
  t.match(await verify(app, { Match: { Method: 'GET' }, Times: { Exactly: 1 } }, 'One'), { Held: true, Count: 1 })
})

t.test('a journal for which a client waits at one replica is not removed when other tenants send requests to another replica', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const [first, second] = await buildReplicas(t, 2, { maxTenants: 2, database }) as [FastifyInstance, FastifyInstance]
  await putOk(first, { Description: 'one' })
  const waiting = verify(first, { Match: PUTS, Times: { AtLeast: 2 }, WaitForMilliseconds: 60_000 })
  await until(async () => (await runSql(database, "SELECT 1 FROM journal WHERE used_time > extract(epoch FROM now() + interval '1 second') * 1000")).length > 0)
  for (const tenant of ['Two', 'Three', 'Four', 'Five']) await second.inject(imageInfoPath(123, tenant))
  t.same(idsIn(await list(second, '', 'Four')), [])
  t.same(idsIn(await list(second, '', 'Five')), [1])
  await putOk(second, { Description: 'two' })
  t.match(await waiting, { Held: true, Count: 2 })
})

t.test('the entry of a request whose connection closes is in the journal at all replicas', { skip: noPostgres }, async t => {
  const [first, second] = await buildReplicas(t, 2) as [FastifyInstance, FastifyInstance]
  await control(first, 'POST', 'faults', { Actions: [{ Action: 'Drop' }], Times: 1 })
  await control(first, 'POST', 'faults', { Actions: [{ Action: 'Trickle', ChunkBytes: 1, Milliseconds: 1000 }], Times: 1 })
  await first.listen({ port: 0, host: '127.0.0.1' })
  const { port } = first.server.address() as AddressInfo
  const open = () => request({ port, host: '127.0.0.1', path: imageInfoPath() }).on('error', () => undefined).end()
  open()
  await until(async () => (await list(second)).Entries.length === 1)
  t.match(await list(second), { Entries: [{ Id: 1, Status: null }] })
  open().once('response', response => response.once('data', () => response.destroy()))
  await until(async () => (await list(second)).Entries[1]?.Reason !== undefined && (await list(second)).Entries[1].Reason !== null)
  t.match(await list(second), { Entries: [{ Id: 1 }, { Id: 2, Reason: 'The connection was closed before the whole response was sent.' }] })
  const arrived = once(first.server, 'request')
  const early = open()
  await arrived
  early.destroy()
  await until(async () => (await list(second)).Entries.length === 3)
  t.match(await list(second), { Entries: [{}, {}, { Id: 3, Status: null }] })
})

t.test('a change of rules or the journal that is repeated after an unknown outcome takes effect only once', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const [app] = await buildReplicas(t, 1, { database, journalSize: 8 }, repeatingWrites) as [FastifyInstance]
  const { body: { Id } } = await control(app, 'POST', 'faults', { Actions: [{ Action: 'Answer', Status: 503 }], Times: 2 })
  const statuses = await Promise.all(Array.from({ length: 9 }, async () => (await app.inject(imageInfoPath())).statusCode))
  t.equal(statuses.filter(status => status === 503).length, 2)
  t.match(await control(app, 'GET', 'faults'), { body: { Faults: [{ Id, Met: 2, Applied: 2, ActionsApplied: [2] }] } })
  for (let call = 9; call < 20; call++) await app.inject(imageInfoPath())
  t.match(await list(app), { Entries: Array.from({ length: 8 }, (_, index) => ({ Id: 13 + index })), Dropped: 12 })
  t.equal((await control(app, 'DELETE', `faults/${Id}`)).status, 204)
  t.same((await control(app, 'GET', 'faults')).body, { Faults: [] })
  t.same(await runSql(database, 'SELECT subject FROM control'), [], 'the counts of the removed rule are removed as well')
  t.equal((await control(app, 'DELETE', 'tenants/default')).status, 204)
  t.same(await list(app), { Entries: [], Dropped: 0 })
})

t.test('a change that is repeated after an unknown outcome takes effect only once, even if another replica changed the same document', { skip: noPostgres }, async t => {
  let other: FastifyInstance | undefined
  const [first, second] = await buildReplicas(t, 2, {}, connections => ({
    ...connections,
    async change (work, batch) {
      const app = other
      if (app === undefined || batch?.isIdempotent !== true) return connections.change(work, batch)
      other = undefined
      await connections.change(work, batch)
      await app.inject(imageInfoPath())
      return connections.change(work, batch)
    },
  })) as [FastifyInstance, FastifyInstance]
  await control(first, 'POST', 'faults', { Actions: [{ Action: 'Answer', Status: 503 }], Times: 9 })
  for (let call = 0; call < 3; call++) {
    other = second
    await first.inject(imageInfoPath())
  }
  t.match(await control(first, 'GET', 'faults'), { body: { Faults: [{ Met: 6, Applied: 6, ActionsApplied: [6] }] } })
})

t.test('the removal of a snapshot that is repeated after an unknown outcome has the response of a removal', { skip: noPostgres }, async t => {
  const [app] = await buildReplicas(t, 1, {}, repeatingWrites) as [FastifyInstance]
  t.equal((await control(app, 'PUT', 'snapshots/taken')).status, 200)
  t.equal((await control(app, 'DELETE', 'snapshots/taken')).status, 204)
  t.equal((await control(app, 'DELETE', 'snapshots/taken')).status, 404)
})

t.test('large bodies of many concurrent requests are kept in the journal', { skip: noPostgres }, async t => {
  const [app] = await buildReplicas(t, 1) as [FastifyInstance]
  const bodies = Array.from({ length: 150 }, (_, index) => `"${String(index).padStart(60_000, '-')}"`)
  for (const part of [bodies, bodies.slice(0, 2)]) await Promise.all(part.map(body => put(app, body)))
  const { Entries } = await list(app, '?Limit=1000')
  t.same(new Set(Entries.map(({ Request }: { Request: { Body: string } }) => Request.Body)), new Set(bodies))
  t.equal(Entries.length, 152)
})

t.test('health checks do not read the control state of a tenant, but a request without a route does', { skip: noPostgres }, async t => {
  let looks = 0
  const [app] = await buildReplicas(t, 1, {}, connections => ({
    ...connections,
    read: work => connections.read(query => work(async (text, values) => {
      if (text.includes('clock_timestamp')) looks++
      return query(text, values)
    })),
  })) as [FastifyInstance]
  await app.inject('/health')
  t.equal(looks, 0)
  t.equal((await app.inject('/nowhere')).statusCode, 404)
  t.equal(looks, 1)
  t.equal((await app.inject(imageInfoPath())).statusCode, 200)
  t.equal(looks, 2)
})

t.test('the journal records a request whose connection closes during the lookup of its tenant', async t => {
  let socket: Socket | undefined
  const look = async (): Promise<void> => {
    if (socket === undefined) return
    const closed = once(socket, 'close')
    socket.destroy()
    socket = undefined
    await closed
  }
  const { buildApp } = await t.mockImport<typeof import('../src/app.js')>('../src/app.js', {
    '../src/storage/open-store.js': {
      openStore: async (...options: Parameters<typeof openStore>) => {
        const storage = await openStore(...options)
        return { ...storage, control: { ...storage.control, look } }
      },
    },
  })
  const app = await buildApp({ ...loadConfig(), database: ':memory:', auth: 'off' })
  t.teardown(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  app.server.on('connection', connection => { socket = connection })
  const { port } = app.server.address() as AddressInfo
  const [error] = await once(request({ port, host: '127.0.0.1', path: imageInfoPath(1001) }).end(), 'error')
  t.match(error, { code: 'ECONNRESET' })
  t.match(await verify(app, { Match: { Method: 'GET' }, Times: { Exactly: 1 }, WaitForMilliseconds: 60_000 }), { Held: true, Count: 1 })
})
