import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { advanceClock, control, freezeClock, imageInfoPath, put, putOk } from './helper.js'
import { makeSchema, noPostgres, runSql } from './postgres.js'
import { buildReplicas } from './replicas.js'
import { until } from './waiting.js'

const readStatus = async (app: FastifyInstance, tenant = '') => (await app.inject(imageInfoPath(123, tenant))).statusCode

const answerWith = (Status: number, rule = {}) => ({ Actions: [{ Action: 'Answer', Status }], ...rule })

t.test('a fault rule, a clock or a rights rule that is set at one replica applies to the next request at another replica', { skip: noPostgres }, async t => {
  const [first, second] = await buildReplicas(t, 2) as [FastifyInstance, FastifyInstance]
  t.equal(await readStatus(second), 200)
  const { body: { Id } } = await control(first, 'POST', 'faults', answerWith(503))
  t.equal(await readStatus(second), 503)
  t.match(await control(second, 'GET', 'faults'), { body: { Faults: [{ Id, Met: 1, Applied: 1 }] } })
  t.equal((await control(second, 'DELETE', `faults/${Id}`)).status, 204)
  t.equal(await readStatus(first), 200)

  await freezeClock(first, '2030-01-01T00:00:00Z')
  await advanceClock(second, 60)
  t.match(await control(first, 'GET', 'clock'), { body: { Now: '2030-01-01T00:01:00.000Z', Frozen: true, Adjusted: true } })
  t.match(await put(first, { Description: 'x' }), { headers: { date: 'Tue, 01 Jan 2030 00:01:00 GMT' } })
  await control(first, 'PUT', 'clock', { Now: '2031-01-01T00:00:00Z', Frozen: true }, 'Cust1')
  t.match((await second.inject('/api/state/CUST1')).json(), { ValidUntil: /^2031-01-01T00:1/ })

  await control(first, 'POST', 'rights', { TableRight: { Mask: 'Select' } }, 'Cust1')
  t.equal((await put(second, { Description: 'x' }, { url: imageInfoPath(123, 'cust1') })).statusCode, 403)
  t.match(await control(second, 'POST', 'rights', { TableRight: { Mask: 'None' } }, 'CUST1'), { status: 400 }, 'the earlier rule covers it')
  t.match(await control(second, 'GET', 'tenants'), { body: { Tenants: [{ Name: /^cust1$/i }, { Name: 'default' }] } })

  t.equal((await second.inject({ method: 'POST', url: '/_mock/reset?All=true' })).statusCode, 204)
  t.match(await control(first, 'GET', 'clock'), { body: { Frozen: false, Adjusted: false } })
  await control(first, 'DELETE', 'tenants/cust1')
  t.equal((await put(second, { Description: 'x' }, { url: imageInfoPath(123, 'Cust1') })).statusCode, 200)
})

t.test('a fault rule counts each request once, whichever replica receives it', { skip: noPostgres }, async t => {
  const replicas = await buildReplicas(t, 3)
  const [first] = replicas as [FastifyInstance]
  const statuses = async (requests: number) => Promise.all(Array.from({ length: requests }, (_, index) => readStatus(replicas[index % 3] ?? first)))
  const countStatuses = (statuses: number[], status: number) => statuses.filter(one => one === status).length

  await control(first, 'POST', 'faults', answerWith(503, { Times: 7 }))
  t.equal(countStatuses(await statuses(60), 503), 7)
  t.match(await control(first, 'GET', 'faults'), { body: { Faults: [{ Met: 7, Applied: 7, ActionsApplied: [7] }] } })
  await control(first, 'DELETE', 'faults')

  await control(first, 'POST', 'faults', answerWith(404, { Match: { EveryCall: 3 } }))
  t.equal(countStatuses(await statuses(60), 404), 20)
  await control(first, 'DELETE', 'faults')

  await control(first, 'POST', 'faults', answerWith(429, { Match: { Quota: { Calls: 10, Seconds: 600 } } }))
  t.equal(countStatuses(await statuses(60), 200), 10)
  await control(first, 'DELETE', 'faults')

  const chosen = []
  for (const receive of [() => first, (call: number) => replicas[call % 3] ?? first]) {
    await control(first, 'POST', 'faults', answerWith(409, { Match: { Probability: 0.5, Seed: 3 } }))
    const came = []
    for (let call = 0; call < 20; call++) came.push(await readStatus(receive(call)))
    chosen.push(came)
    await control(first, 'DELETE', 'faults')
  }
  t.same(chosen[1], chosen[0], 'a seed chooses the same requests of one replica and of three')
})

t.test('the counts of a rule are removed with the rule, even if another replica has counted since this one', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const [first, second] = await buildReplicas(t, 2, { database }) as [FastifyInstance, FastifyInstance]
  await control(first, 'POST', 'faults', answerWith(409, { Match: { Path: '/api/v1/Product/{id}/Image' } }))
  await first.inject('/api/v1/Product/1/Image')
  const { body: { Id } } = await control(first, 'POST', 'faults', answerWith(503))
  t.equal(await readStatus(second), 503)
  t.equal((await control(first, 'DELETE', `faults/${Id}`)).status, 204)
  const [{ document } = {}] = await runSql(database, "SELECT document FROM control WHERE subject = 'fault-counts'")
  t.same(Object.keys(JSON.parse(String(document))).length, 1)
})

t.test('fault rules expire by the clock of the database, and only as many tenants as MAX_TENANTS can have rules', { skip: noPostgres }, async t => {
  const database = await makeSchema()
  const [first, second] = await buildReplicas(t, 2, { maxTenants: 1, database }) as [FastifyInstance, FastifyInstance]
  /** Makes all rules with a time to live expire at the current time of the database. */
  const expire = async () => runSql(database, `UPDATE control SET version = gen_random_uuid(), document =
    regexp_replace(document, '"expiresAt":[0-9]+', '"expiresAt":' || floor(extract(epoch FROM clock_timestamp()) * 1000), 'g')`)
  const lasting = await control(first, 'POST', 'faults', answerWith(404, { Match: { Method: 'DELETE' } }), 'One')
  await control(first, 'POST', 'faults', answerWith(503, { TimeToLiveSeconds: 3600 }), 'One')
  t.equal(await readStatus(second, 'One'), 503)
  t.match(await control(second, 'POST', 'faults', answerWith(503), 'Two'), { status: 503 })
  await expire()
  await until(async () => await readStatus(second, 'One') === 200)
  t.equal(await readStatus(first, 'One'), 200)
  t.same((await control(first, 'GET', 'faults', undefined, 'One')).body.Faults.map(({ Id }: { Id: number }) => Id), [lasting.body.Id])
  await control(first, 'DELETE', 'faults', undefined, 'One')
  await control(first, 'POST', 'faults', answerWith(503, { TimeToLiveSeconds: 3600 }), 'One')
  await expire()
  await until(async () => await readStatus(second, 'One') === 200)
  t.match(await control(second, 'POST', 'faults', answerWith(503), 'Two'), { status: 201 })
  t.match(await control(first, 'POST', 'rights', { TableRight: { Mask: 'Select' } }, 'One'), { status: 201 })
})

t.test('concurrent changes of fault rules at several replicas all take effect', { skip: noPostgres }, async t => {
  const replicas = await buildReplicas(t, 3)
  const added = await Promise.all(replicas.flatMap(app => [1, 2, 3, 4].map(() => control(app, 'POST', 'faults', answerWith(503)))))
  const ids = added.map(({ body }) => body.Id)
  t.equal(new Set(ids).size, 12)
  for (const app of replicas) t.equal((await control(app, 'GET', 'faults')).body.Faults.length, 12)
  await Promise.all(ids.map((id, index) => control(replicas[index % 3] as FastifyInstance, 'DELETE', `faults/${id}`)))
  for (const app of replicas) t.same((await control(app, 'GET', 'faults')).body, { Faults: [] })
})

t.test('a change that one replica has acknowledged is visible in the next response of every other replica', { skip: noPostgres }, async t => {
  const replicas = await buildReplicas(t, 3)
  const take = (call: number) => replicas[call % 3] as FastifyInstance
  const read = async (call: number) => {
    const answer = await take(call).inject(imageInfoPath(123, 'Truth'))
    return { status: answer.statusCode, description: answer.json().Description, date: answer.headers['date'] }
  }
  for (let round = 0; round < 6; round++) {
    const year = 2030 + round
    // In each round, the next replica makes the changes, and the two others are read.
    const [changing, ...asked] = [round, round + 1, round + 2] as [number, number, number]
    const send = (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => control(take(changing), method, path, body, 'Truth')
    await putOk(take(changing), { Description: `round ${round}` }, { url: imageInfoPath(123, 'Truth') })
    for (const call of asked) t.equal((await read(call)).description, `round ${round}`)
    await send('PUT', 'clock', { Now: `${year}-01-01T00:00:00Z`, Frozen: true })
    for (const call of asked) t.equal((await read(call)).date, new Date(`${year}-01-01T00:00:00Z`).toUTCString())
    await send('PUT', 'snapshots/kept')
    await send('POST', 'reset')
    for (const call of asked) t.equal((await read(call)).description, '')
    await send('POST', 'snapshots/kept/restore')
    for (const call of asked) t.equal((await read(call)).description, `round ${round}`)
    await send('POST', 'faults', answerWith(503))
    for (const call of asked) t.equal((await read(call)).status, 503)
    await send('POST', 'reset?All=true')
    for (const call of asked) t.match(await read(call), { status: 200, description: '' })
    t.match(await control(take(asked[0] as number), 'POST', 'journal/verify', { Times: { Exactly: 2 } }, 'Truth'), { body: { Held: true, Count: 2 } })
  }
})

t.test('the clock of the machine has no effect on the dates of changes', { skip: noPostgres }, async t => {
  const [first, second] = await buildReplicas(t, 2) as [FastifyInstance, FastifyInstance]
  const { UpdatedDate: before } = await putOk(first, { Description: 'by the right clock' })
  const { now } = Date
  t.intercept(Date, 'now', { value: () => now() + 3_600_000 })
  const { UpdatedDate: after } = await putOk(second, { Description: 'by a clock that is an hour ahead' })
  t.ok(Date.parse(after) - Date.parse(before) < 3_000_000, `${before}, then ${after}`)
})
