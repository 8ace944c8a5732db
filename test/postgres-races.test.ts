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

t.test('while writes of a tenant wait for its lock, the mock is ready, pictures of a seed are loaded and further journals are added', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const app = await buildTestApp(t, { database })
  for (const tenant of ['Locked', 'Loaded']) await putOk(app, {}, { url: imageInfoPath(1, tenant) })
  const release = await holdLocks(t, database, "SELECT 1 FROM tenant WHERE tenant_key = 'locked' FOR UPDATE")
  const writes = Promise.all([1, 2].map(() => sendProduct(app, '', { Name: 'waits' }, { url: '/Locked/api/v1/Product' })))
  await waitForWaiting(database, 'tenant', 2)
  t.equal((await app.inject('/ready')).statusCode, 200)
  t.equal((await app.inject(imageInfoPath(1, 'Further'))).statusCode, 200)
  const loaded = { Products: [{ ProductId: 1, Name: 'x', ImageInfo: { Bytes: PICTURES.png.toString('base64') } }] }
  t.equal((await control(app, 'PUT', 'state', loaded, 'Loaded')).status, 204)
  await release()
  t.same((await writes).map(({ statusCode }) => statusCode), [200, 200])
})
