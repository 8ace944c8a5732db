import type { FastifyInstance } from 'fastify'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Config } from '../src/config/config.js'
import { UnknownOutcomeError, type Connections } from '../src/storage/postgres/engine/connections.js'
import { StorageUnavailableError } from '../src/storage/storage-errors.js'
import { buildTestApp, control, imageInfoPath, put, putOk } from './helper.js'
import { connectTo, makeSchema, noPostgres, runSql } from './postgres.js'
import { buildReplicas } from './replicas.js'

const readDescription = async (app: FastifyInstance, productId = 123, tenant = '') => (await app.inject(imageInfoPath(productId, tenant))).json().Description

/** Sends a patch that succeeds only if the description is still `before`. */
const patch = (app: FastifyInstance, value: string) => put(app, [
  { op: 'test', path: '/Description', value: 'before' }, { op: 'replace', path: '/Description', value },
], { headers: { 'content-type': 'application/json-patch+json' } })

type Change = Connections['change']

/** Called by the first replica instead of storing a batch. A call of `store` stores the batch. */
type Step = (store: () => Promise<unknown>) => Promise<unknown>

/**
 * Builds two replicas and saves the description `before`. Returns the replicas, and a list of steps. For each batch that is not idempotent,
 * the first replica removes the first step from the list and calls this step. If the list is empty, the replica stores the batch.
 */
async function buildPair (t: Test, settings: Partial<Config> = {}): Promise<{ first: FastifyInstance, second: FastifyInstance, steps: Step[] }> {
  const steps: Step[] = []
  let built = 0
  const alter = (connections: Connections): Connections => {
    if (built++ > 0) return connections
    const change = ((work, batch) => {
      const store = () => connections.change(work, batch)
      const step = batch?.isIdempotent === true ? undefined : steps.shift()
      return step === undefined ? store() : step(store)
    }) as Change
    return { ...connections, change }
  }
  const [first, second] = await buildReplicas(t, 2, settings, alter) as [FastifyInstance, FastifyInstance]
  await putOk(first, { Description: 'before' })
  return { first, second, steps }
}

t.test('a save is repeated with the current data if another replica changed the picture after the save had read it', { skip: noPostgres }, async t => {
  const { first, second, steps } = await buildPair(t)
  const after = (change: () => Promise<unknown>): Step => async store => {
    await change()
    return store()
  }
  steps.push(after(() => putOk(second, { Description: 'second' })))
  t.equal((await patch(first, 'first')).statusCode, 409)
  t.equal(await readDescription(first), 'second')

  steps.push(after(() => putOk(second, { Description: 'again' })), after(() => putOk(second, { Description: 'and again' })), after(() => putOk(second, { Description: 'last' })))
  t.equal((await put(first, { Description: 'first' })).statusCode, 200, 'after conflicts, the save locks the tenant')
  t.equal(await readDescription(second), 'first')
  const { body } = await first.inject('/_mock/metrics')
  t.match(body, /^superoffice_mock_save_conflicts_total 4$/m)
  t.match(body, /^superoffice_mock_database_statements_total [1-9]\d+$/m)
  t.match(body, /^superoffice_mock_database_retries_total 0$/m)
  for (const pool of ['read', 'write', 'batch', 'long']) {
    t.match(body, new RegExp(`^superoffice_mock_database_connections{pool="${pool}",state="idle"} [1-4]$`, 'm'))
    t.match(body, `superoffice_mock_database_waiting{pool="${pool}"} 0\n`)
  }

  steps.push(after(() => control(second, 'POST', 'reset')))
  t.equal((await put(first, { Description: 'after the reset' })).statusCode, 200)
  t.equal(await readDescription(second), 'after the reset')

  steps.push(after(() => second.inject({ method: 'DELETE', url: imageInfoPath().replace('Info', '') })))
  t.equal((await put(first, { Description: 'a new one' })).statusCode, 200)
  t.equal(await readDescription(second), 'a new one')
})

t.test('concurrent saves of a picture in one turn of the event loop are applied one after the other', { skip: noPostgres }, async t => {
  const { first } = await buildPair(t)
  const statuses = await Promise.all(['a', 'b', 'c'].map(async letter => (await patch(first, letter)).statusCode))
  t.same(statuses.sort(), [200, 409, 409])
  const [one, other] = await Promise.all([put(first, { Description: 'one' }), put(first, { MimeType: 'image/png' })])
  t.same([one.statusCode, other.statusCode], [200, 200])
  t.equal((await first.inject(imageInfoPath())).json().MimeType, 'image/png')
})

t.test('a transaction that has locked a tenant does not delay the saves of other tenants', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  const url = imageInfoPath(123, 'Cust1')
  await Promise.all([putOk(app, { Description: 'before' }), putOk(app, { Description: 'before' }, { url })])
  const locking = await connectTo(t, database)
  await locking.query("BEGIN; SELECT 1 FROM tenant WHERE tenant_key = 'default' FOR UPDATE")
  const waiting = putOk(app, { Description: 'waited' })
  await putOk(app, { Description: 'did not wait' }, { url })
  t.equal(await readDescription(app), 'before')
  await locking.query('COMMIT')
  await waiting
  t.equal(await readDescription(app), 'waited')
})

t.test('saves of a locked tenant are attempted once and then share a transaction, so that they do not cause further conflicts', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database, journalSize: 0 })
  const readMetric = async (name: string) => Number(new RegExp(`^superoffice_mock_${name} (.*)$`, 'm').exec((await app.inject('/_mock/metrics')).body)?.[1])
  const bodies = Array.from({ length: 40 }, (_, index) => ({ Description: `picture ${index}` }))
  await putAll(app, bodies)
  const conflictsBefore = await readMetric('save_conflicts_total')
  const locking = await connectTo(t, database)
  await locking.query("BEGIN; SELECT 1 FROM tenant WHERE tenant_key = 'default' FOR UPDATE")
  const waiting = putAll(app, [...bodies, [{ op: 'test', path: '/Description', value: 'another' }]])
  while (await readMetric('save_conflicts_total') < conflictsBefore + bodies.length) await setImmediate()
  const statementsBefore = await readMetric('database_statements_total')
  await locking.query('COMMIT')
  t.same((await waiting).map(({ statusCode }) => statusCode), [...bodies.map(() => 200), 409])
  t.equal(await readMetric('save_conflicts_total'), conflictsBefore + bodies.length)
  t.ok(await readMetric('database_statements_total') - statementsBefore < bodies.length)
  t.equal(await readDescription(app, 40), 'picture 39')
})

t.test('batches cannot deadlock, because they lock pictures in the same order', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  await putAll(app, [{ Description: 'before' }, { Description: 'before' }])
  const [locking, other] = [await connectTo(t, database), await connectTo(t, database)]
  const [first, second] = (await other.query('SELECT owner_id FROM entity_blob WHERE owner_id IN (1, 2) ORDER BY blob_key')).rows.map(row => row.owner_id)
  const lock = (productId: number) => `SELECT 1 FROM entity_blob JOIN blob USING (set_id, blob_key) WHERE owner_id = ${productId} FOR UPDATE OF blob`
  await locking.query(`BEGIN; ${lock(first)}`)
  const waiting = Promise.all([second, first].map(productId => putOk(app, { Description: 'after' }, { url: imageInfoPath(productId) })))
  const { rows: [{ pid }] } = await locking.query('SELECT pg_backend_pid() AS pid')
  const isBlocking = `SELECT count(*) > 0 AS found FROM pg_stat_activity WHERE ${pid} = ANY(pg_blocking_pids(pid))`
  while (!(await other.query(isBlocking)).rows[0].found) await setImmediate()
  await other.query(`${lock(second)} NOWAIT`)
  await locking.query('COMMIT')
  await waiting
  t.same([await readDescription(app, first), await readDescription(app, second)], ['after', 'after'])
})

t.test('a save whose database connection was lost is made exactly once, or is refused with 503 if its outcome is unknown', { skip: noPostgres }, async t => {
  const { first, second, steps } = await buildPair(t)
  const lose = (before: () => Promise<unknown> = async () => {}): Step => async store => {
    await store()
    await before()
    throw new UnknownOutcomeError('it was lost')
  }
  const refuse: Step = async () => { throw new UnknownOutcomeError('it was lost') }

  steps.push(lose())
  t.equal((await patch(first, 'stored')).statusCode, 200)
  t.equal(await readDescription(second), 'stored')

  await putOk(first, { Description: 'before' })
  let storeLate: () => Promise<unknown> = async () => t.fail('The first attempt must come before the second.')
  steps.push(async store => {
    storeLate = store
    throw new UnknownOutcomeError('it was lost')
  }, async store => {
    await storeLate()
    return store()
  })
  t.equal((await patch(first, 'late')).statusCode, 200, 'the server executes the lost statement only after the second attempt has read the picture')
  t.equal(await readDescription(second), 'late')

  await putOk(first, { Description: 'before' })
  steps.push(refuse)
  t.equal((await patch(first, 'repeated')).statusCode, 200)
  t.equal(await readDescription(second), 'repeated')

  steps.push(lose(() => putOk(second, { Description: 'before' })))
  t.match(await put(first, { Description: 'unknown' }), { statusCode: 503, body: /it was lost/ }, 'another replica has changed it since')
  t.equal(await readDescription(first), 'before')

  steps.push(refuse, refuse, refuse)
  t.match(await put(first, { Description: 'unknown' }), { statusCode: 503, body: /it was lost/ })
  steps.push(async () => { throw new StorageUnavailableError('it is gone') })
  t.match(await put(first, { Description: 'not saved' }), { statusCode: 503, body: /it is gone/ })
  t.equal(await readDescription(first), 'before')
})

t.test('a save that the database refuses does not make a concurrent save fail', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  await Promise.all([1, 2].map(productId => putOk(app, { Description: 'before' }, { url: imageInfoPath(productId) })))
  await runSql(database, "ALTER TABLE blob ADD CHECK (description <> 'refused') NOT VALID")
  const [refused, saved] = await Promise.all([
    put(app, { Description: 'refused' }, { url: imageInfoPath(1) }), put(app, { Description: 'saved' }, { url: imageInfoPath(2) }),
  ])
  t.match(refused, { statusCode: 500, body: /violates check constraint/ })
  t.equal(saved?.statusCode, 200)
  t.equal(await readDescription(app, 2), 'saved')
})

/** Saves the image infos of several products, from the id 1 on, at the same time. Returns the responses. */
const putAll = (app: FastifyInstance, bodies: readonly object[]) =>
  Promise.all(bodies.map((body, index) => put(app, body, {
    url: imageInfoPath(index + 1), headers: { 'content-type': Array.isArray(body) ? 'application/json-patch+json' : 'application/json' },
  })))

t.test('concurrent first saves of image infos share a few transactions, and a refused save does not prevent the others', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  const readBatches = async () => Number(/^superoffice_mock_commit_writes_count (.*)$/m.exec((await app.inject('/_mock/metrics')).body)?.[1])
  const before = await readBatches()
  const refused = [{ op: 'test', path: '/Description', value: 'missing' }]
  const responses = await putAll(app, [{ Description: 'first' }, refused, ...Array.from({ length: 100 }, () => ({ Description: 'another' }))])
  t.same(responses.map(({ statusCode }) => statusCode), [200, 409, ...Array.from({ length: 100 }, () => 200)])
  t.equal(new Set(responses.filter(({ statusCode }) => statusCode === 200).map(response => response.json().BlobId)).size, 101)
  t.equal(await readDescription(app, 1), 'first')
  t.equal(await readDescription(app, 102), 'another')
  t.ok(await readBatches() - before < 20)
})

t.test('a first save of an image info that the database refuses does not make concurrent first saves fail', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  await runSql(database, "ALTER TABLE blob ADD CHECK (description <> 'refused') NOT VALID")
  const [one, refused, other] = await putAll(app, [{ Description: 'one' }, { Description: 'refused' }, { Description: 'other' }])
  t.match(refused, { statusCode: 500, body: /violates check constraint/ })
  t.same([one?.statusCode, other?.statusCode], [200, 200])
  t.same([await readDescription(app, 1), await readDescription(app, 3)], ['one', 'other'])
})

t.test('on PostgreSQL, a save can change the id of a blob, and is refused with 404 if a required product is not stored', { skip: noPostgres }, async t => {
  const seed = { Products: [{ ProductId: 1, Name: 'one' }], Persons: [{ Id: 2, ImageInfo: { Description: 'before' } }] }
  const app = await buildTestApp(t, { database: await makeSchema(), writePolicy: 'client', unknownProducts: 'reject', unknownOwners: 'reject', seed })
  const url = imageInfoPath(1)
  await putOk(app, { BlobId: 7, Description: 'with an id' }, { url })
  t.match(await putOk(app, { Description: 'the same id' }, { url }), { BlobId: 7 })
  t.match(await putOk(app, { BlobId: 8 }, { url }), { BlobId: 8 })
  t.equal((await put(app, { Description: 'of a person' }, { url: '/api/v1/Person/2/ImageInfo' })).statusCode, 200)
  await app.inject({ method: 'DELETE', url: '/api/v1/Product/1' })
  t.equal((await put(app, {}, { url })).statusCode, 404)
})
