import { once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { buildTestApp, control, imageInfoPath, putOk, sendProduct } from './helper.js'
import { PICTURES } from './pictures.js'
import { connectTo, makeSchema, noPostgres, runSql } from './postgres.js'
import { buildReplicas } from './replicas.js'
import { until } from './waiting.js'

/** Runs statements in a transaction. Returns a function that commits the transaction, which holds its locks until then. */
async function holdLocks (t: Test, database: string, ...statements: readonly string[]): Promise<() => Promise<void>> {
  const client = await connectTo(t, database)
  for (const statement of ['BEGIN', ...statements]) await client.query(statement)
  return async () => { await client.query('COMMIT') }
}

/** Waits until `count` transactions wait for rows of a table. The server lets them continue in the order in which they began to wait. */
const waitForWaiting = (database: string, table: string, count: number) => until(async () => {
  const usingTable = `SELECT pid FROM pg_locks WHERE relation = '${table}'::regclass`
  return (await runSql(database, `SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND pid IN (${usingTable})`)).length === count
})

/**
 * Creates an app, and a function that makes its next change of `table` twice: the second attempt begins while a lock prevents the first
 * from ending, as after a connection that was lost in the meantime.
 */
async function buildRepeatingApp (t: Test) {
  const database = await makeSchema()
  let table: string | undefined
  const [app] = await buildReplicas(t, 1, { database }, connections => ({
    ...connections,
    async change (work, batch) {
      if (table === undefined || batch?.isIdempotent !== true) return connections.change(work, batch)
      const locked = table
      table = undefined
      const release = await holdLocks(t, database, `SELECT 1 FROM ${locked} FOR UPDATE`)
      const first = connections.change(work, batch)
      await waitForWaiting(database, locked, 1)
      const second = connections.change(work, batch)
      await waitForWaiting(database, locked, 2)
      await release()
      await first
      return second
    },
  })) as [FastifyInstance]
  return { app, repeatNext: (next: string) => { table = next } }
}

t.test('a change of a clock takes effect once, although it is repeated while the database is still executing the first attempt', { skip: noPostgres }, async t => {
  const { app, repeatNext } = await buildRepeatingApp(t)
  await control(app, 'PUT', 'clock', { Now: '2030-01-01T00:00:00Z', Frozen: true })
  repeatNext('control')
  t.match((await control(app, 'POST', 'clock/advance', { Seconds: 3600 })).status, 200)
  t.match((await control(app, 'GET', 'clock')).body, { Now: /^2030-01-01T01:00:00/ })
})

t.test('a request is in the journal once, although its entry is stored again while the database is still storing it', { skip: noPostgres }, async t => {
  const { app, repeatNext } = await buildRepeatingApp(t)
  await app.inject(imageInfoPath())
  repeatNext('journal')
  await putOk(app, { Description: 'once' })
  t.match((await control(app, 'GET', 'journal')).body, { Entries: [{ Id: 1, Method: 'GET' }, { Id: 2, Method: 'PUT' }] })
  t.equal((await control(app, 'GET', 'journal')).body.Entries.length, 2)
})

t.test('bytes that are stored again while unused bytes are removed can be read', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  const save = () => app.inject({ method: 'PUT', url: '/api/v1/Product/5/Image', headers: { 'content-type': 'image/png' }, payload: PICTURES.png })
  await save()
  await app.inject({ method: 'DELETE', url: '/api/v1/Product/5/Image' })
  const release = await holdLocks(t, database, 'DELETE FROM content', 'DELETE FROM content_part')
  const saving = save()
  await waitForWaiting(database, 'content', 1)
  await release()
  t.ok((await saving).statusCode < 300)
  const answer = await app.inject('/api/v1/Product/5/Image')
  t.equal(answer.statusCode, 200)
  t.ok(answer.rawPayload.equals(PICTURES.png))
})

const STATE = { Products: [{ ProductId: 1, Name: 'loaded', ImageInfo: { Description: 'loaded', Bytes: PICTURES.png.toString('base64') } }] }

const addProduct = async (app: FastifyInstance, tenant: string) => (await sendProduct(app, '', { Name: 'new' }, { url: `/${tenant}/api/v1/Product` })).statusCode

t.test('while writes of a tenant wait for its lock, other tenants are written, the mock is ready, states are loaded and journals are added', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  for (const tenant of ['Locked', 'Loaded']) await putOk(app, {}, { url: imageInfoPath(1, tenant) })
  const release = await holdLocks(t, database, "SELECT 1 FROM tenant WHERE tenant_key = 'locked' FOR UPDATE")
  const writes = Promise.all([1, 2, 3].map(() => addProduct(app, 'LOCKED')))
  const removal = control(app, 'DELETE', 'snapshots/none', undefined, 'locked')
  const resets = Promise.all(['Locked', 'LOCKED'].map(tenant => control(app, 'POST', 'reset', undefined, tenant)))
  await waitForWaiting(database, 'tenant', 2)
  t.match((await app.inject('/_mock/metrics')).body, /^superoffice_mock_database_queued 4$/m)
  t.equal(await addProduct(app, 'Loaded'), 200)
  t.equal((await app.inject('/ready')).statusCode, 200)
  t.equal((await app.inject(imageInfoPath(1, 'Further'))).statusCode, 200)
  t.equal((await control(app, 'PUT', 'state', STATE, 'Loaded')).status, 204)
  await release()
  t.same(await writes, [200, 200, 200])
  t.match(await resets, [{ status: 204 }, { status: 204 }])
  t.equal((await removal).status, 404)
})

t.test('while the state of a new tenant is loaded, other new tenants are written, and changes of the tenant itself are replaced', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database, maxTenants: 4 })
  t.equal((await control(app, 'PUT', 'state', STATE, 'First')).status, 204)
  const release = await holdLocks(t, database, 'SELECT 1 FROM content FOR UPDATE')
  const loading = control(app, 'PUT', 'state', STATE, 'Loaded')
  await waitForWaiting(database, 'content', 1)
  t.same(await Promise.all(['Further', 'Loaded'].map(tenant => addProduct(app, tenant))), [200, 200])
  t.match((await app.inject('/Loaded/api/v1/Product/1/ImageInfo')).json(), { Description: '' })
  await release()
  t.equal((await loading).status, 204)
  t.match((await app.inject('/Loaded/api/v1/Product/1/ImageInfo')).json(), { Description: 'loaded' })
  t.match((await control(app, 'GET', 'tenants/Loaded')).body, { Products: 1 })
})

t.test('a snapshot that is being restored is removed only after its copy', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  await putOk(app, { Description: 'kept' }, { url: imageInfoPath(7, 'Cust1') })
  await control(app, 'PUT', 'snapshots/a', undefined, 'Cust1')
  const release = await holdLocks(t, database, 'LOCK TABLE entity_blob IN SHARE MODE')
  const restoring = control(app, 'POST', 'snapshots/a/restore', undefined, 'Cust1')
  await waitForWaiting(database, 'entity_blob', 1)
  const [other] = await buildReplicas(t, 1, { database }) as [FastifyInstance]
  const removing = control(other, 'DELETE', 'snapshots/a', undefined, 'Cust1')
  // The restore, which has locked the tenant, and the removal.
  await waitForWaiting(database, 'tenant', 2)
  await release()
  t.match([await restoring, await removing], [{ status: 204 }, { status: 204 }])
  t.match((await app.inject(imageInfoPath(7, 'Cust1'))).json(), { Description: 'kept' })
})

t.test('a tenant that is created while it is removed leaves no data that belong to no tenant', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const [creator] = await buildReplicas(t, 1, { database }) as [FastifyInstance]
  const [remover] = await buildReplicas(t, 1, { database }, connections => ({
    ...connections,
    write: (work, attempts) => connections.write(query => work(async (text, values) => {
      const rows = await query<never>(text, values)
      if (text.startsWith('SELECT set_id FROM tenant') && rows.length === 0) await putOk(creator, { Description: 'new' }, { url: imageInfoPath(1, 'Cust1') })
      return rows
    }), attempts),
  })) as [FastifyInstance]
  t.equal((await control(remover, 'DELETE', 'tenants/cust1')).status, 204)
  t.match((await remover.inject(imageInfoPath(1, 'Cust1'))).json(), { Description: 'new' })
  const owned = 'SELECT set_id FROM tenant WHERE set_id IS NOT NULL UNION SELECT set_id FROM released_set'
  t.same(await runSql(database, `SELECT set_id FROM blob WHERE set_id NOT IN (${owned})`), [])
})

t.test('a mock closes although its requests wait for a tenant that another process has locked', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  await putOk(app, {}, { url: imageInfoPath(1, 'Locked') })
  const release = await holdLocks(t, database, "SELECT 1 FROM tenant WHERE tenant_key = 'locked' FOR UPDATE")
  const requests = Promise.all([control(app, 'POST', 'reset', undefined, 'Locked'), addProduct(app, 'Locked'), addProduct(app, 'Locked')])
  await waitForWaiting(database, 'tenant', 2)
  await app.close()
  t.match(await requests, [{ status: 503 }, 503, 503])
  await release()
})

t.test('lists of products that are being searched do not delay other reads', { skip: noPostgres }, async t => {
  const goOn = new AbortController()
  let searches = 0
  const store = await t.mockImport<object>('../src/storage/postgres/store.js', {
    '../src/storage/postgres/tables/product-search.js': {
      async searchProducts () {
        searches++
        await once(goOn.signal, 'abort')
        return []
      },
    },
  })
  const [app] = await buildReplicas(t, 1, {}, undefined, { '../src/storage/postgres/store.js': store }) as [FastifyInstance]
  const lists = Promise.all([1, 2, 3, 4].map(async () => (await app.inject('/api/v1/Product?$select=name')).statusCode))
  await until(() => searches === 4)
  t.equal((await app.inject(imageInfoPath())).statusCode, 200)
  goOn.abort()
  t.same(await lists, [200, 200, 200, 200])
})
