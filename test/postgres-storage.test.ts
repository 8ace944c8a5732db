import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { buildApp } from '../src/app.js'
import { BlobEntitySchema } from '../src/carriers/blob-entity.js'
import { createDefaults } from '../src/carriers/defaults.js'
import { loadConfig, type Config } from '../src/config/config.js'
import { createConnections } from '../src/storage/postgres/engine/connections.js'
import { createPools } from '../src/storage/postgres/engine/pools.js'
import { openDatabase } from '../src/storage/postgres/engine/open-database.js'
import { joinReplicas } from '../src/storage/postgres/engine/replicas.js'
import { createPostgresStore } from '../src/storage/postgres/store.js'
import type { Condition } from '../src/storage/product-query.js'
import { loadSeed } from '../src/storage/seed-files.js'
import { createSqliteStore } from '../src/storage/sqlite/store.js'
import { StorageUnavailableError } from '../src/storage/storage-errors.js'
import { buildTestApp, control, imageInfoPath, put, putOk, sendProduct, writeProductSeed, temporaryFolder } from './helper.js'
import { noisy, PICTURES } from './pictures.js'
import { formatAddress, makeSchema, noPostgres, noPrograms, runSql, startPostgres } from './postgres.js'
import { buildReplicas } from './replicas.js'
import { until } from './waiting.js'

const image = (app: FastifyInstance, productId: number, payload: Buffer) =>
  app.inject({ method: 'PUT', url: `/api/v1/Product/${productId}/Image`, headers: { 'content-type': 'image/png' }, payload })

const readDescription = async (app: FastifyInstance, productId = 123, tenant = '') => (await app.inject(imageInfoPath(productId, tenant))).json().Description

const refusal = (settings: Partial<Config>) => buildApp({ ...loadConfig(), auth: 'off', ...settings }).then(async app => {
  await app.close()
  return 'nothing was thrown'
}, (error: Error) => error.message)

t.test('data in PostgreSQL are kept when the mock is closed, and the next mock reads them', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const first = await buildTestApp(t, { database })
  const saved = await putOk(first, { Description: 'kept' }, { url: imageInfoPath(5, 'Cust1'), headers: { authorization: 'Basic YW5uYTo=' } })
  await first.close()
  const second = await buildTestApp(t, { database })
  t.same((await second.inject(imageInfoPath(5, 'CUST1'))).json(), saved)
})

t.test('the migration of a PostgreSQL database of an older version keeps the data and removes the unused columns of tenants', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const first = await buildTestApp(t, { database })
  await putOk(first, { Description: 'kept' })
  await first.close()
  await runSql(database, 'ALTER TABLE tenant ADD control_version bigint NOT NULL DEFAULT 0, ADD control text; UPDATE superoffice_mock SET schema_no = 29')
  const second = await buildTestApp(t, { database })
  t.equal(await readDescription(second), 'kept')
  const columns = await runSql(database, "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'tenant' ORDER BY name")
  t.same(columns.map(({ name }) => name), ['change_no', 'name', 'set_id', 'tenant_key'])
})

t.test('a mock changes the tables of an older version only when no mock is running, and an older one then stops using them', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const older = await buildTestApp(t, { database })
  await runSql(database, 'UPDATE superoffice_mock SET schema_no = schema_no - 1')
  await t.rejects(buildTestApp(t, { database }), {
    message: 'This version of superoffice-mock must change the tables, and mocks of an older version are running on the database. ' +
      'Stop them first. A killed mock counts as running for 15 s.',
  })
  t.equal(await readDescription(older), '')
  await runSql(database, "UPDATE replica SET lease_until = now() - interval '1 second'")
  const newer = await buildTestApp(t, { database })
  await runSql(database, 'UPDATE superoffice_mock SET schema_no = schema_no + 1')
  t.match((await older.inject('/ready')).json(), {
    status: 'not ready', reason: 'The database cannot save changes: a newer version of superoffice-mock has changed the tables; start the newer version instead of this mock.',
  })
  t.equal((await older.inject(imageInfoPath())).statusCode, 503)
  t.equal(await readDescription(newer), '')
})

t.test('several mocks on one database read each other\'s changes immediately', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const [one, other] = await Promise.all([buildTestApp(t, { database }), buildTestApp(t, { database })])
  await putOk(one, { Description: 'by the one' })
  t.equal(await readDescription(other), 'by the one')
  await control(other, 'PUT', 'snapshots/early')
  const ids = await Promise.all([one, other, one, other, one, other].map(async app => (await sendProduct(app, '', { Name: 'new' })).json().ProductId))
  t.same(ids.sort(), [1004, 1005, 1006, 1007, 1008, 1009], 'no id is given twice')
  await Promise.all([one, other].map(app => putOk(app, {}, { url: imageInfoPath(7, 'Cust1') })))
  t.match((await control(one, 'GET', 'tenants')).body.Tenants, [{ Name: 'Cust1' }, { Name: 'default' }])
  await control(one, 'POST', 'snapshots/early/restore')
  t.equal((await other.inject('/api/v1/Product/1004')).statusCode, 404)
  await control(other, 'POST', 'reset')
  t.equal(await readDescription(one), '')
})

t.test('of concurrent patches at several mocks that test for the same description, only one succeeds', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const apps = await Promise.all([1, 2].map(() => buildTestApp(t, { database })))
  await putOk(apps[0] as FastifyInstance, { Description: '' })
  // Each patch succeeds only if the stored description is still empty.
  const patch = (app: FastifyInstance, Description: string) => put(app, [
    { op: 'test', path: '/Description', value: '' }, { op: 'replace', path: '/Description', value: Description },
  ], { headers: { 'content-type': 'application/json-patch+json' } })
  const statuses = (await Promise.all(Array.from({ length: 10 }, (_, index) => patch(apps[index % 2] as FastifyInstance, `change ${index}`)))).map(({ statusCode }) => statusCode)
  t.equal(statuses.filter(status => status === 200).length, 1, `${statuses}: one finds the empty text`)
})

t.test('a mock with another seed, other users or other settings does not start while mocks on the same database run', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const users = join(temporaryFolder(t), 'users.json')
  writeFileSync(users, JSON.stringify([{ Name: 'anna', Password: 'geheim' }]))
  const first = await buildTestApp(t, { database, port: 1, logLevel: 'debug' })
  await putOk(first, { Description: 'first' })
  const refused = await refusal({ database, seed: writeProductSeed(t, 1), users, writePolicy: 'client' })
  t.match(refused, /^All mocks that use one database must have the same settings, seed and users, .*; those that are running have another seed, writePolicy, users\. Start this one /)
  await first.close()
  const second = await buildTestApp(t, { database, seed: writeProductSeed(t, 1), writePolicy: 'client' })
  t.equal(await readDescription(second), 'first', 'data are kept')
  t.equal(await readDescription(second, 1, 'Cust1'), 'from the seed')
  await second.close()

  await runSql(database, "INSERT INTO replica VALUES ('00000000-0000-0000-0000-000000000001', now() + interval '1 hour')")
  t.match(await refusal({ database }), /^All mocks/)
  await runSql(database, "UPDATE replica SET lease_until = now() - interval '1 second'")
  t.equal(await refusal({ database }), 'nothing was thrown', 'that one is gone')
})

t.test('an expired lease is renewed, unless mocks with other settings are running', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  await runSql(database, 'DELETE FROM replica')
  t.equal((await app.inject('/ready')).statusCode, 200)
  t.match(await runSql(database, 'SELECT count(*)::int AS replicas FROM replica'), [{ replicas: 1 }])
  await runSql(database, 'DELETE FROM replica')
  const other = await buildTestApp(t, { database, errorMessageKey: 'ErrorMessage' })
  t.match((await app.inject('/ready')).json(), {
    status: 'not ready',
    reason: /^The database cannot save changes: it could not be reached by this mock for 15 s, and mocks with another errorMessageKey were started; restart this one with /,
  })
  for (const url of [imageInfoPath(), '/api/v1/Archive/dynamic', '/_mock/clock', '/_mock/journal', '/_mock/tenants']) {
    const answer = await app.inject(url)
    t.equal(answer.statusCode, 503, url)
    t.equal(answer.headers['retry-after'], '1')
    t.match(answer.body, /The database could not be used: it could not be reached by this mock for 15 s, and mocks with another errorMessageKey were started; /)
  }
  t.equal((await put(app, { Description: 'refused' })).statusCode, 503)
  t.equal((await app.inject('/health')).statusCode, 200)
  t.equal(await readDescription(other), '')
  await other.close()
  t.equal((await put(app, { Description: 'after the others have ended' })).statusCode, 200, 'the first one continues')
})

t.test('a mock whose lease has ended reads and changes no data before it has renewed the lease', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  await runSql(database, 'DELETE FROM replica')
  const other = await buildTestApp(t, { database, errorMessageKey: 'ErrorMessage' })
  const { now } = performance
  t.teardown(() => { performance.now = now })
  performance.now = () => now.call(performance) + 16_000
  const answers = await Promise.all([put(app, { Description: 'refused' }), app.inject(imageInfoPath())])
  t.same(answers.map(({ statusCode }) => statusCode), [503, 503])
  await other.close()
  t.equal((await put(app, { Description: 'saved' })).statusCode, 200)
})

t.test('a mock waits at its start for a database that cannot be reached yet, and logs a warning', { skip: noPrograms }, async t => {
  const server = startPostgres()
  t.teardown(() => server.remove())
  server.stop('fast')
  const sentences: string[] = []
  const logger = pino({ level: 'warn' }, {
    write (line) {
      sentences.push(JSON.parse(line).msg)
      server.start()
    },
  })
  const app = await buildApp({ ...loadConfig(), database: formatAddress(server), auth: 'off' }, { logger, flush: () => undefined })
  t.teardown(() => app.close())
  t.same(sentences, ['The database cannot be reached yet; waiting for at most 30 s.'])
  t.equal((await app.inject('/ready')).statusCode, 200)
})

t.test('while the database cannot be reached, every request that needs it gets status 503, and the mock is alive but not ready', { skip: noPrograms }, async t => {
  const server = startPostgres()
  t.teardown(() => server.remove())
  const [app] = await buildReplicas(t, 1, { database: formatAddress(server) }, (connections, { url, onCommit }) => {
    t.teardown(() => connections.close())
    return createConnections(createPools(url), { onCommit, patienceMs: 50 })
  }) as [FastifyInstance]
  await putOk(app, { Description: 'before' })
  server.stop('fast')
  const requests: [method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object][] = [
    ['GET', imageInfoPath()], ['PUT', imageInfoPath(), {}], ['GET', imageInfoPath(123, 'Other')], ['GET', '/api/v1/Archive/dynamic'],
    ['GET', '/_mock/clock'], ['PUT', '/_mock/clock', { Now: '2030-01-01T00:00:00Z' }], ['DELETE', '/_mock/clock'],
    ['GET', '/_mock/faults'], ['POST', '/_mock/faults', { Actions: [{ Action: 'Drop' }] }], ['DELETE', '/_mock/faults'],
    ['GET', '/_mock/rights'], ['POST', '/_mock/rights', { TableRight: { Mask: 'None' } }], ['DELETE', '/_mock/rights/1'],
    ['GET', '/_mock/journal'], ['GET', '/_mock/journal/1'], ['GET', '/_mock/journal/stream'], ['DELETE', '/_mock/journal'],
    ['POST', '/_mock/journal/verify', { Times: { Exactly: 0 }, WaitForMilliseconds: 60_000 }],
    ['POST', '/_mock/reset'], ['POST', '/_mock/reset?All=true'], ['GET', '/_mock/state'], ['PUT', '/_mock/state', { Products: [] }],
    ['GET', '/_mock/snapshots'], ['PUT', '/_mock/snapshots/one'], ['GET', '/_mock/tenants'], ['DELETE', '/_mock/tenants/Other'], ['GET', '/_mock/metrics'],
  ]
  for (const [method, url, payload] of requests) {
    const answer = await app.inject({ method, url, ...(payload !== undefined && { payload }) })
    t.equal(answer.statusCode, 503, `${method} ${url}`)
    t.equal(answer.headers['retry-after'], '1')
    t.match(answer.body, /The database could not be used: it cannot be reached now \(.+\)\./)
  }
  t.equal((await app.inject('/health')).statusCode, 200)
  t.match((await app.inject('/ready')).json(), { status: 'not ready' })
  server.start()
  t.equal(await readDescription(app), 'before')
  t.equal((await app.inject('/ready')).statusCode, 200)
})

t.test('a request whose entry cannot be stored in the journal gets status 503, so that no verification misses an acknowledged request', { skip: noPostgres }, async t => {
  let isGone = false
  const lose = <Method extends (...parameters: never[]) => unknown>(method: Method) => ((...parameters) => {
    if (isGone) throw new StorageUnavailableError('it cannot be reached now (for the test)')
    return method(...parameters)
  }) as Method
  // The method `read` succeeds, so that the request fails only when its journal entry is stored.
  const [app] = await buildReplicas(t, 1, {}, connections => Object.assign({}, ...Object.entries(connections).map(([name, method]) =>
    ({ [name]: name === 'read' || name === 'close' ? method : lose(method) })))) as [FastifyInstance]
  await app.inject(imageInfoPath())
  isGone = true
  const answer = await app.inject(imageInfoPath())
  t.equal(answer.statusCode, 503)
  t.equal(answer.headers['retry-after'], '1')
  t.match(answer.json(), {
    Message: 'The service is unavailable.',
    MessageDetail: 'The database could not be used: it cannot be reached now (for the test); a change that the request made was saved nevertheless.',
  })
  const detail = async (headers = {}) => (await put(app, { Description: 'lost' }, { headers })).json().MessageDetail
  t.equal(await detail(), 'The database could not be used: it cannot be reached now (for the test); otherwise the response would have been 503: The service is unavailable. ' +
    'The database could not be used: it cannot be reached now (for the test).')
  t.equal(await detail({ 'x-mock-fault': 'drop' }), 'The database could not be used: it cannot be reached now (for the test).')
  t.match(await control(app, 'POST', 'faults', { Actions: [{ Action: 'Drop' }] }), { status: 503 })
  isGone = false
  t.match((await control(app, 'GET', 'journal')).body, { Entries: [{ Id: 1, Status: 200 }] })
})

t.test('a state that is refused at the limit of MAX_TENANTS is refused before its pictures are stored', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database, maxTenants: 1, seed: 'none' })
  const state = { Products: [{ ProductId: 1, Name: 'x', ImageInfo: { Bytes: PICTURES.png.toString('base64') } }] }
  t.equal((await control(app, 'PUT', 'state', state, 'Further')).status, 503)
  t.same(await runSql(database, 'SELECT sha256 FROM content'), [])
})

t.test('sets of tenants that are removed at the same time are all removed from the tables', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  const names = Array.from({ length: 20 }, (_, index) => `Cust${index}`)
  for (const name of names) await putOk(app, {}, { url: imageInfoPath(1, name) })
  await Promise.all(names.map(name => control(app, 'DELETE', `tenants/${name}`)))
  await until(async () => (await runSql(database, 'SELECT set_id FROM released_set')).length === 0)
  t.equal((await runSql(database, 'SELECT DISTINCT set_id FROM product')).length, 2, 'those of the seed and of the default tenant')
})

t.test('strings with U+0000, or with the character that PostgreSQL stores instead, are returned unchanged', { skip: noPostgres }, async t => {
  const app = await buildTestApp(t, { database: await makeSchema() })
  for (const Description of ['a\0b', '\u0001', '\u00010', '\u0001e\0\u0001\u0001', '\0\0']) {
    await putOk(app, { Description })
    t.equal(await readDescription(app), Description)
  }
  await sendProduct(app, 1001, { ProductId: 1001, Name: 'a\0b' })
  t.match((await app.inject('/_mock/state')).json().Products, [{ Name: 'a\0b' }])
})

t.test('a request for a picture whose stored bytes are damaged fails with 500, and saving the same bytes again repairs the picture', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const large = await noisy({ width: 500, height: 500 }).png().toBuffer()
  for (const bytes of [PICTURES.gif, large]) {
    for (const damage of [
      "UPDATE content_part SET bytes = overlay(bytes placing '\\x07' from 3) WHERE part = 0", 'DELETE FROM content_part WHERE part = (SELECT max(part) FROM content_part)',
      'UPDATE content SET size = size - 1',
    ]) {
      const first = await buildTestApp(t, { database, seed: 'none' })
      await image(first, 2, bytes)
      // Another app reads the damaged bytes, so that the result does not depend on what the first app has in memory.
      await first.close()
      await runSql(database, damage)
      const app = await buildTestApp(t, { database, seed: 'none' })
      const answer = await app.inject('/api/v1/Product/2/Image')
      t.equal(answer.statusCode, 500, damage)
      t.match(answer.json().MessageDetail, /^The stored bytes are damaged: content [0-9a-f]{64} of the database does not have the SHA-256 /)
      t.equal((await app.inject('/_mock/state')).statusCode, 500)
      t.equal((await image(app, 2, bytes)).statusCode, 200)
      t.same((await app.inject('/api/v1/Product/2/Image')).rawPayload, bytes)
      t.equal((await image(app, 3, bytes)).statusCode, 200, 'known bytes')
      await app.inject({ method: 'DELETE', url: '/api/v1/Product/2/Image' })
      await app.inject({ method: 'DELETE', url: '/api/v1/Product/3/Image' })
      await app.close()
    }
  }
})

t.test('bytes that no picture uses are removed about ten minutes after their last use', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database, seed: 'none' })
  await image(app, 1, PICTURES.png)
  await image(app, 2, PICTURES.gif)
  await app.inject({ method: 'DELETE', url: '/api/v1/Product/2/Image' })
  await app.close()
  const contents = () => runSql(database, 'SELECT released_at IS NULL AS used FROM content ORDER BY size')
  const swept = async (isDone: (rows: Record<string, unknown>[]) => boolean) => {
    const again = await buildTestApp(t, { database, seed: 'none' })
    await until(async () => isDone(await contents()))
    await again.close()
  }
  await runSql(database, "UPDATE content SET released_at = now() - interval '9 minutes'")
  await swept(rows => rows.some(({ used }) => used))
  t.equal((await contents()).length, 2, 'one is used, and the other was released a short time ago')
  await runSql(database, "UPDATE content SET released_at = released_at - interval '2 minutes'")
  await swept(rows => rows.length === 1)
  t.same(await contents(), [{ used: true }])
})

t.test('pictures without ids in a seed get the lowest free ids if the highest id is in use', { skip: noPostgres }, async t => {
  const product = (ProductId: number, BlobId?: number) => ({ ProductId, Name: 'x', ImageInfo: { ...(BlobId !== undefined && { BlobId }) } })
  const seed = { Products: [product(1), product(2, 2147483647), product(3, 1), product(4)] }
  const app = await buildTestApp(t, { database: await makeSchema(), seed })
  const ids = await Promise.all([1, 2, 3, 4].map(async productId => (await app.inject(imageInfoPath(productId))).json().BlobId))
  t.same(ids, [2, 2147483647, 1, 3])
})

t.test('a mock does not start if its database refuses to register it', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  await (await buildTestApp(t, { database })).close()
  await runSql(database, "ALTER TABLE replica ADD CONSTRAINT closed CHECK (lease_until < '2000-01-01')")
  t.match(await refusal({ database }), /^The database postgres:\/\/\/?.* cannot be prepared \(.*violates check constraint "closed"\)\.$/)
})

t.test('a mock does not start if its database refuses the data of the seed', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  await (await buildTestApp(t, { database })).close()
  await runSql(database, 'ALTER TABLE owner ADD CHECK (owner_id < 5)')
  const seed = { Products: [], Persons: [{ Id: 7 }] }
  t.match(await refusal({ database, seed }), /^The database postgres:\/\/\/?.* cannot be seeded \(.*violates check constraint.*\)\.$/)
})

t.test('the store on PostgreSQL finds, compares and removes data as the store on SQLite does', { skip: noPostgres }, async t => {
  const seed = loadSeed({
    Products: [
      { ProductId: 1, Name: 'one', ERPPriceListKey: 'list', RegisteredBy: null, UpdatedBy: null }, { ProductId: 2, Name: 'two', ERPPriceListKey: 'list', VAT: 25 },
      { ProductId: 3, Name: 'three' },
    ],
    PriceLists: [{ PriceListId: 5, ERPPriceListKey: 'list', Name: null, Description: null, Currency: null }],
  }, { writePolicy: 'client' })
  const url = await makeSchema()
  const connections = await openDatabase({ url })
  const { renew } = await joinReplicas(connections, {})
  const stores = [
    await createPostgresStore({ connections, seed, seedHash: 'three', check: renew }),
    createSqliteStore({ path: ':memory:', durability: 'process', seed }),
  ]
  const now = '2026-01-31T12:00:00'
  const results = await Promise.all(stores.map(async store => {
    const ids = async (condition: Condition) =>
      (await store.listProducts('default', { properties: [], condition, order: [{ property: 'Name', isDescending: true }], skip: 0, top: 9 })).map(({ ProductId }) => ProductId)
    const found = [
      await ids({ kind: 'equal', property: 'VAT', value: null }), await ids({ kind: 'less', property: 'VAT', value: null }), await ids({ kind: 'less', property: 'VAT', value: 20 }),
      await ids({ kind: 'not', condition: { kind: 'equal', property: 'VAT', value: null } }), await ids({ kind: 'equal', property: 'RegisteredBy', value: '' }),
      await ids({ kind: 'in', property: 'PriceListId', values: [5, 7] }),
      await store.listProducts('default', {
        properties: ['RegisteredBy', 'RegisteredById', 'UpdatedBy', 'UpdatedById', 'PriceListName', 'PriceListDescription', 'PriceListCurrency', 'PriceListConnection'],
        order: [{ property: 'VAT', isDescending: true }, { property: 'PriceListId', isDescending: false }], skip: 0, top: 9,
      }),
      await store.listPictures('default', { entity: 'Product', after: 0, limit: 0 }),
      await store.listPictures('default', { entity: 'Product', after: 0, limit: 2 }),
      await store.listBlobOwners('default', 77),
    ]
    await store.removeBlob('default', 77, { now })
    const entity = await store.saveBlob('default', {
      place: { link: 'ProductImage', ownerId: 9 }, caller: { name: undefined, properties: {} }, needs: { linkedBy: true, isOwnerKept: true },
      revise: (_, { linkedBy, isOwnerKept }) => ({ ...createDefaults(BlobEntitySchema), BlobId: 1, ExtraInfo: JSON.stringify([linkedBy, isOwnerKept]) }),
    })
    await store.close()
    return [...found, entity]
  }))
  t.same(results[0], results[1])
})

t.test('a restore that the database refuses changes nothing', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  await control(app, 'PUT', 'snapshots/early')
  await putOk(app, { Description: 'later' })
  await runSql(database, "ALTER TABLE product ADD CHECK (name = 'none') NOT VALID")
  t.match(await control(app, 'POST', 'snapshots/early/restore'), { status: 500, body: { MessageDetail: /violates check constraint/ } })
  t.equal(await readDescription(app), 'later')
})
