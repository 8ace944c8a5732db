import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Validator } from '@seriousme/openapi-schema-validator'
import Database from 'better-sqlite3'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { buildTestApp, control, imageInfoPath, put, putOk, readXml, writeProductSeed, sendProduct, temporaryFolder, untilRemoved } from '../helper.js'
import { onPostgres, sqliteOnly } from '../postgres.js'
import { until } from '../waiting.js'
import { noisy } from '../pictures.js'

t.test('CONTROL=off removes the routes below /_mock', async t => {
  const app = await buildTestApp(t, { control: 'off' })
  for (const url of ['/_mock/pictures', '/_mock/openapi.json', '/Cust1/_mock/pictures']) {
    const answer = await app.inject(url)
    t.equal(answer.statusCode, 404, url)
    t.same(answer.json(), { Message: `No HTTP resource was found that matches the request URI '${url}'.` })
  }
})

t.test('CONTROL_TOKEN is required below /_mock, but not for the API', async t => {
  const app = await buildTestApp(t, { controlToken: 's3cret' })
  const refusal = (problem: string) => ({
    Message: 'Authorization has been denied for this request.',
    MessageDetail: `The header Authorization must be Bearer followed by the value of SUPEROFFICE_MOCK_CONTROL_TOKEN; ${problem}.`,
  })
  const refused: [authorization: string, problem: string][] = [
    ['', 'got none'],
    ['Basic czNjcmV0', 'got none'],
    ['Bearer', 'got none'],
    ['Bearer s3cre', 'got another token'],
    ['Bearer S3CRET', 'got another token'],
  ]
  for (const url of ['/_mock/pictures', '/Cust1/_mock/pictures', '/_MOCK/openapi.json', '/%5FMock/openapi.json']) {
    for (const [authorization, problem] of refused) {
      const answer = await app.inject({ url, headers: { authorization } })
      t.equal(answer.statusCode, 401, url)
      t.equal(answer.headers['www-authenticate'], 'Bearer realm="superoffice-mock"')
      t.same(answer.json(), refusal(problem))
    }
    for (const authorization of ['Bearer s3cret', 'bearer  s3cret ']) {
      t.equal((await app.inject({ url, headers: { authorization } })).statusCode, 200, url)
    }
  }
  t.equal((await app.inject('/_mock/pictures')).statusCode, 401)
  for (const url of ['/', '/health', '/openapi.json', '/api/v1/Product/1001']) t.equal((await app.inject(url)).statusCode, 200, url)
})

t.test('error bodies below /_mock have no ErrorSource', async t => {
  const json = { 'content-type': 'application/json' }
  const calls: [status: number, options: InjectOptions][] = [
    [400, { method: 'PUT', url: '/_mock/clock', payload: { Now: 'late' } }],
    [400, { method: 'POST', url: '/_mock/clock/advance', payload: {} }],
    [400, { method: 'PUT', url: '/_mock/state', payload: { Products: 1 } }],
    [400, { method: 'PUT', url: '/_mock/clock', headers: json, payload: '{bad' }],
    [400, { url: '/a.b/_mock/clock' }],
    [400, { url: '/_mock/pictures?limit=0' }],
    [404, { url: '/_mock/faults/7' }],
    [404, { url: '/_mock/rights/7' }],
    [404, { method: 'DELETE', url: '/_mock/snapshots/none' }],
  ]
  for (const errorMessageKey of ['Message', 'ErrorMessage'] as const) {
    const app = await buildTestApp(t, { errorMessageKey })
    for (const [status, options] of calls) {
      const answer = await app.inject(options)
      t.equal(answer.statusCode, status, answer.body)
      t.same(Object.keys(answer.json()), ['Error', 'ErrorType', errorMessageKey], answer.body)
      const xml = readXml((await app.inject({ ...options, headers: { ...options.headers, accept: 'text/xml' } })).body)
      t.same([xml.root, Object.keys(Object(xml.value))], ['Error', ['Error', 'ErrorType', errorMessageKey]])
    }
    const { components } = (await app.inject('/_mock/openapi.json')).json()
    t.same(components.schemas.ControlError.required, ['Error', 'ErrorType', errorMessageKey])
    t.notOk('SuperOfficeError' in components.schemas)
    t.match((await app.inject('/a.b/api/v1/Product')).json(), { ErrorSource: 'SuperOffice.Services.Implementation' })
  }
})

t.test('a body below /_mock without the Content-Type of JSON is refused with a message that names the header to send', async t => {
  const app = await buildTestApp(t)
  const payload = '{"Now":"2026-01-31T12:00:00Z","Frozen":true}'
  const calls: InjectOptions[] = [
    { method: 'PUT', url: '/_mock/clock', payload },
    { method: 'PUT', url: '/_mock/state', payload: '{"Products":[]}' },
    { method: 'POST', url: '/_mock/faults', payload: '{"Actions":[]}' },
    { method: 'POST', url: '/_mock/clock/reset', payload: 'x' },
  ]
  const types: [type: string | undefined, message: string][] = [
    [undefined, 'The media type of the request entity is missing.'],
    ['', 'The media type of the request entity is missing.'],
    ...['text/plain', 'text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=utf-8', 'x/y']
      .map((type): [string, string] => [type, `The request entity's media type '${type}' is not supported for this resource.`]),
  ]
  for (const [type, Message] of types) {
    const headers = type === undefined ? {} : { 'content-type': type }
    for (const call of calls) {
      const answer = await app.inject({ ...call, headers })
      t.equal(answer.statusCode, 415, `${type} ${call.url}`)
      t.same(answer.json(), { Message, MessageDetail: 'Send Content-Type: application/json.' })
    }
    t.equal((await app.inject({ method: 'POST', url: '/_mock/clock/reset', headers, payload: '' })).statusCode, 200, 'an empty body')
  }
  t.match((await app.inject('/_mock/clock')).json(), { Adjusted: false })
  for (const type of ['application/json', 'text/json; charset=utf-8']) {
    t.equal((await app.inject({ method: 'PUT', url: '/_mock/clock', headers: { 'content-type': type }, payload })).statusCode, 200)
  }
  t.equal((await put(app, 'Description=a', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).statusCode, 200, 'the API reads forms')
})

t.test('the control routes have their own OpenAPI document', async t => {
  const app = await buildTestApp(t)
  const document = (await app.inject('/_mock/openapi.json')).json()
  const { valid, errors } = await new Validator().validate(document)
  t.ok(valid, JSON.stringify(errors))
  t.equal(document.openapi, '3.1.0')
  t.ok(Object.keys(document.paths).every(path => /^\/_mock(\/|$)/.test(path)))
  const described = Object.values<Record<string, { tags: string[] }>>(document.paths).flatMap(Object.values)
  t.same([...new Set(described.flatMap(({ tags }) => tags))].sort(), document.tags.map(({ name }: { name: string }) => name).sort())
  const { paths } = (await app.inject('/openapi.json')).json()
  t.same(Object.keys(paths).filter(path => path.startsWith('/_mock')), [])
  t.same((await app.inject('/Cust1/_mock/openapi.json')).json(), document)
})

t.test('the clock of a tenant can be set', async t => {
  const FROZEN = { Now: '2026-01-31T00:00:00Z', Frozen: true }

  t.test('a tenant uses the clock of the machine until the clock of the tenant is set, and again after a reset', async t => {
    const app = await buildTestApp(t)
    const before = Date.now()
    const { body } = await control(app, 'GET', 'clock')
    t.match(body, { Frozen: false, Adjusted: false })
    t.ok(Date.parse(body.Now) >= before && Date.parse(body.Now) <= Date.now())
    for (const setting of [{ Frozen: false }, {}]) t.match((await control(app, 'PUT', 'clock', setting)).body, { Frozen: false, Adjusted: false })
    await control(app, 'PUT', 'clock', FROZEN)
    t.match((await control(app, 'POST', 'clock/reset')).body, { Frozen: false, Adjusted: false })
    t.not((await putOk(app, {})).UpdatedDate, '2026-01-31T00:00:00')
  })

  t.test('the clock of a tenant is set, frozen, advanced and resumed', async t => {
    const app = await buildTestApp(t)
    const shown = async (method: 'PUT' | 'POST', path: string, body: object) => (await control(app, method, path, body)).body
    const at = (Now: string) => ({ Now, Frozen: true, Adjusted: true })
    t.same(await shown('PUT', 'clock', FROZEN), at('2026-01-31T00:00:00.000Z'))
    t.same(await shown('POST', 'clock/advance', { Seconds: 1.5 }), at('2026-01-31T00:00:01.500Z'))
    t.same(await shown('POST', 'clock/advance', { seconds: -1.5 }), at('2026-01-31T00:00:00.000Z'))
    t.same(await shown('POST', 'clock/advance', { Seconds: 0.0006 }), at('2026-01-31T00:00:00.001Z'))
    t.same(await shown('POST', 'clock/advance', { Duration: 'P1M' }), at('2026-02-28T00:00:00.001Z'))
    t.same(await shown('POST', 'clock/advance', { Seconds: -0.0006 }), at('2026-02-28T00:00:00.000Z'))
    t.same(await shown('POST', 'clock/advance', { Duration: '-P1DT12H' }), at('2026-02-26T12:00:00.000Z'))
    t.same(await shown('PUT', 'clock', { Now: '2026-07-01T02:00:00+02:00' }), at('2026-07-01T00:00:00.000Z'))
    t.same(await shown('PUT', 'clock', {}), at('2026-07-01T00:00:00.000Z'))
    const running = await shown('PUT', 'clock', { Frozen: false })
    t.match(running, { Now: /^2026-07-01T00:00:0/, Frozen: false, Adjusted: true })
    t.match(await shown('PUT', 'clock', { Now: '2030-01-01T00:00:00' }), { Now: /^2030-01-01T00:00:0/, Frozen: false })
    t.match(await shown('PUT', 'clock', { Frozen: true }), { Now: /^2030-01-01T00:00:0/, Frozen: true })
  })

  t.test('each tenant has its own clock, and tenant names are case-insensitive', async t => {
    const app = await buildTestApp(t)
    await control(app, 'PUT', 'clock', FROZEN, 'Cust1')
    t.equal((await putOk(app, {}, { url: imageInfoPath(1, 'CUST1') })).CreatedDate, '2026-01-31T00:00:00')
    t.not((await putOk(app, {}, { url: imageInfoPath(1, 'Cust2') })).CreatedDate, '2026-01-31T00:00:00')
    t.match((await control(app, 'GET', 'clock', undefined, 'Cust2')).body, { Adjusted: false })
  })

  t.test('dates, the expiry of tokens and the state of the tenant follow the clock of the tenant', async t => {
    const file = join(temporaryFolder(t), 'users.json')
    writeFileSync(file, JSON.stringify([{ Name: 'a', Tokens: [{ Token: 't', Expires: '2026-02-01T00:00:00Z' }] }]))
    const app = await buildTestApp(t, { auth: 'users', users: file })
    const token = { authorization: 'Bearer t' }
    await control(app, 'PUT', 'clock', FROZEN)
    t.match(await putOk(app, {}, { headers: token }), { CreatedDate: '2026-01-31T00:00:00', UpdatedDate: '2026-01-31T00:00:00' })
    await control(app, 'POST', 'clock/advance', { Seconds: 3600 })
    t.match(await putOk(app, {}, { headers: token }), { CreatedDate: '2026-01-31T00:00:00', UpdatedDate: '2026-01-31T01:00:00' })
    const read = await app.inject({ url: imageInfoPath(), headers: token })
    t.equal(read.headers['last-modified'], 'Sat, 31 Jan 2026 01:00:00 GMT')
    t.equal((await app.inject('/api/state/default')).json().ValidUntil, '2026-01-31T01:15:00.000Z')
    await control(app, 'POST', 'clock/advance', { Duration: 'PT23H' })
    t.equal((await put(app, {}, { headers: token })).statusCode, 401)
  })

  t.test('a running clock stops at the end of the year 9999', async t => {
    const app = await buildTestApp(t)
    const Now = '9999-12-31T23:59:59.000Z'
    await control(app, 'PUT', 'clock', { Now })
    const set = Date.now()
    await until(() => Date.now() > set + 1)
    t.same((await control(app, 'GET', 'clock')).body, { Now, Frozen: false, Adjusted: true })
    t.match(await putOk(app, {}), { UpdatedDate: '9999-12-31T23:59:59' })
    t.match((await control(app, 'GET', 'journal')).body, { Entries: [{ Time: Now }] })
    t.same((await control(app, 'PUT', 'clock', { Frozen: true })).body, { Now, Frozen: true, Adjusted: true })
    t.equal((await control(app, 'POST', 'clock/advance', { Seconds: 1 })).status, 400)
    t.match((await control(app, 'POST', 'clock/advance', { Seconds: -1 })).body, { Now: '9999-12-31T23:59:58.000Z' })
  })

  t.test('an invalid time is refused and does not change the clock', async t => {
    const app = await buildTestApp(t, { validation: 'warn' })
    await control(app, 'PUT', 'clock', { Now: '2026-01-31T00:00:00Z', Frozen: true })
    const EITHER = 'The body must have either Seconds, a number, or Duration, such as PT1H;'
    const range = (received: string) => `The clock must be from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z; got ${received}. It was not changed.`
    const refused: [method: 'PUT' | 'POST', path: string, body: object, message: string][] = [
      ['PUT', 'clock', { Now: 'noon' }, 'Now must be a date and time such as 2008-01-30T09:40:59Z; got "noon".'],
      ['PUT', 'clock', { Now: 'yesterday' }, 'Now must be a date and time such as 2008-01-30T09:40:59Z; got "yesterday".'],
      ['PUT', 'clock', { Now: '2026-02-30T00:00:00Z' }, 'Now must be a date and time such as 2008-01-30T09:40:59Z; got "2026-02-30T00:00:00Z" (the calendar has no such day).'],
      ['PUT', 'clock', { Now: null, Frozen: 'yes', Frozn: true }, 'Frozn is unknown. Supported: Now, Frozen. ' +
        'Now must be a date and time such as 2008-01-30T09:40:59Z; got null. Frozen must be true or false; got "yes".'],
      ['PUT', 'clock', { Now: '9999-12-31T23:59:59.5Z' }, range('"9999-12-31T23:59:59.5Z"')],
      ['PUT', 'clock', { Now: '9999-12-31T23:59:59-01:00' }, range('"9999-12-31T23:59:59-01:00"')],
      ['PUT', 'clock', { Now: '0001-01-01T00:00:00+01:00' }, range('"0001-01-01T00:00:00+01:00"')],
      ['POST', 'clock/advance', {}, `${EITHER} got neither.`],
      ['POST', 'clock/advance', { Seconds: 1, Duration: 'PT1S' }, `${EITHER} got both.`],
      ['POST', 'clock/advance', { Seconds: '1' }, 'Seconds must be a number; got "1".'],
      ['POST', 'clock/advance', { Duration: '1 hour' }, 'Duration must be a duration of ISO 8601 such as PT1H, P1DT12H or -PT30S; got "1 hour".'],
      ['POST', 'clock/advance', { Seconds: 1e300 }, range('2026-01-31T00:00:00.000Z plus 1e+300 s')],
      ['POST', 'clock/advance', { Duration: 'P300000Y' }, range('2026-01-31T00:00:00.000Z plus "P300000Y"')],
      ['POST', 'clock/advance', { Duration: '-P3000Y' }, range('2026-01-31T00:00:00.000Z plus "-P3000Y"')],
    ]
    for (const [method, path, body, message] of refused) {
      const answer = await control(app, method, path, body)
      t.equal(answer.status, 400)
      t.equal(answer.body.Message, message)
    }
    t.match((await control(app, 'GET', 'clock')).body, { Now: '2026-01-31T00:00:00.000Z', Frozen: true })
  })
})

function writeStateFile (t: Test, text: string): string {
  const file = join(temporaryFolder(t), 'state.json')
  writeFileSync(file, text)
  return file
}

const counts = async (app: FastifyInstance) => (await control(app, 'GET', 'tenants')).body.Tenants

function listSets (database: string): string[] {
  const db = new Database(database, { readonly: true })
  const names = db.prepare<[], string>('SELECT name FROM tenant ORDER BY name').pluck().all()
  db.close()
  return names
}

t.test('POST /_mock/reset replaces the data of a tenant by the seed', async t => {
  t.test('a reset restores the seed and removes the replaced rows from the database file', { skip: sqliteOnly }, async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { seed: writeProductSeed(t, 600), database })
    const seeded = [{ Name: 'default', Products: 600, Blobs: 600, Callers: 1 }]
    t.same(await counts(app), seeded)
    for (let times = 0; times < 3; times++) {
      await putOk(app, { Description: 'changed' }, { url: imageInfoPath(1), headers: { authorization: 'Basic dGplMDpUamUw' } })
      await putOk(app, { Description: 'new' }, { url: imageInfoPath(1001) })
      await app.inject({ method: 'DELETE', url: '/api/v1/Product/600' })
      await putOk(app, {}, { url: imageInfoPath(1002) })
      await app.inject({ method: 'DELETE', url: '/api/v1/Product/1002' })
      t.ok('last-modified' in (await app.inject(imageInfoPath(1002))).headers)
      t.same(await counts(app), [{ Name: 'default', Products: 599, Blobs: 600, Callers: 2 }])
      t.same(await control(app, 'POST', 'reset'), { status: 204, body: undefined })
      t.same(await counts(app), seeded)
      const { BlobId, Description, CreatedBy } = (await app.inject(imageInfoPath(1))).json()
      t.match({ BlobId, Description, CreatedBy }, { BlobId: 1, Description: 'from the seed', CreatedBy: { Name: 'ADM0' } })
      t.equal((await app.inject(imageInfoPath(600))).json().BlobId, 600)
      t.equal((await app.inject(imageInfoPath(1001))).json().BlobId, 0)
      t.notOk('last-modified' in (await app.inject(imageInfoPath(1002))).headers)
      // The second reset is soon after the first, when a copy of the seed may not be ready yet. The third reset is after the replaced
      // rows were removed.
      if (times > 0) await untilRemoved(database)
    }
    const db = new Database(database, { readonly: true })
    t.same(db.prepare('SELECT count(*) FROM product WHERE tenant_id NOT IN (SELECT tenant_id FROM tenant)').pluck().get(), 0)
    db.close()
  })

  t.test('a reset applies to one tenant, and tenant names are case-insensitive', async t => {
    const app = await buildTestApp(t)
    for (const tenant of ['Cust1', 'CUST1', 'Cust2']) await putOk(app, { Description: 'x' }, { url: imageInfoPath(1001, tenant) })
    await control(app, 'POST', 'reset', undefined, 'cust1')
    const description = async (tenant: string) => (await app.inject(imageInfoPath(1001, tenant))).json().Description
    for (const tenant of ['Cust1', 'CUST1', 'cust1']) t.match(await description(tenant), 'Pocket lamp')
    t.equal(await description('Cust2'), 'x')
  })

  t.test('saves before a reset are undone, and saves after the response to the reset are kept', async t => {
    const app = await buildTestApp(t, { seed: writeProductSeed(t, 200) })
    const calls: Promise<unknown>[] = []
    let isSent = false
    let isAnswered = false
    let resetting: Promise<void> | undefined
    const gone: number[] = []
    const kept: number[] = []
    for (let productId = 1; productId <= 200; productId++) {
      const isLater = isAnswered
      calls.push(putOk(app, { Description: 'saved' }, { url: imageInfoPath(productId) }).then(() => {
        if (!isSent) gone.push(productId)
        if (isLater) kept.push(productId)
      }))
      if (productId === 100) {
        await calls[0]
        isSent = true
        resetting = control(app, 'POST', 'reset').then(() => { isAnswered = true })
      }
      if (productId === 190) await resetting
      if (productId % 7 === 0) await nextTurn()
    }
    await Promise.all(calls)
    t.ok(gone.length > 0 && kept.length > 0)
    const description = async (productId: number) => (await app.inject(imageInfoPath(productId))).json().Description
    for (const productId of gone) t.equal(await description(productId), 'from the seed', `product ${productId}`)
    for (const productId of kept) t.equal(await description(productId), 'saved', `product ${productId}`)
  })

  t.test('resets of many tenants write at most 500 rows in each turn of the event loop', { skip: sqliteOnly }, async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { seed: writeProductSeed(t, 600), database })
    const tenants = Array.from({ length: 12 }, (_, index) => `Cust${index}`)
    await Promise.all(tenants.map(tenant => putOk(app, { Description: 'changed' }, { url: imageInfoPath(1, tenant) })))
    await untilRemoved(database)

    const reader = new Database(database, { readonly: true })
    const countRows = reader.prepare<[], number>('SELECT (SELECT count(*) FROM product) + (SELECT count(*) FROM blob)').pluck()
    let rows = Number(countRows.get())
    let mostAtOnce = 0
    let turns = 0
    let answered = 0
    const resets = tenants.map(tenant => control(app, 'POST', 'reset', undefined, tenant).finally(() => { answered++ }))
    while (answered < tenants.length) {
      await nextTurn()
      const rowsNow = Number(countRows.get())
      mostAtOnce = Math.max(mostAtOnce, Math.abs(rowsNow - rows))
      rows = rowsNow
      turns++
    }
    reader.close()
    t.same((await Promise.all(resets)).map(({ status }) => status), tenants.map(() => 204))
    t.ok(mostAtOnce > 0 && mostAtOnce <= 500, `${mostAtOnce} rows`)
    t.ok(turns > 12 * 1200 / 500, `${turns} turns`)
    for (const tenant of tenants) t.equal((await app.inject(imageInfoPath(1, tenant))).json().Description, 'from the seed')
  })

  t.test('one to eight copies of the seed are kept ready, depending on how many were used', { skip: sqliteOnly }, async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { database })
    await app.ready()
    // One of the sets with the prefix `~prepared ` is not counted, because it is the template from which the copies are made.
    const untilReady = async (copies: number) => {
      const ready = () => listSets(database).filter(name => name.startsWith('~prepared ')).length - 1
      while (ready() < copies) await nextTurn()
      await untilRemoved(database)
      t.equal(ready(), copies)
    }
    await untilReady(1)
    for (const [resets, copies] of [[2, 3], [20, 8]] as const) {
      await Promise.all(Array.from({ length: resets }, (_, index) => control(app, 'POST', 'reset', undefined, `Cust${index}`)))
      await untilReady(copies)
    }
  })

  t.test('a tenant can be removed and created while it is reset', async t => {
    const app = await buildTestApp(t)
    const [created] = await Promise.all([
      putOk(app, { Description: 'first' }, { url: imageInfoPath(1, 'Cust1') }),
      control(app, 'POST', 'clear', undefined, 'Cust1'),
      control(app, 'POST', 'reset', undefined, 'cust1'),
    ])
    t.match(created, { Description: 'first' })
    const [removed, saved] = await Promise.all([
      control(app, 'DELETE', 'tenants/Cust1'),
      putOk(app, { Description: 'second' }, { url: imageInfoPath(1, 'Cust1') }),
    ])
    t.equal(removed.status, 204)
    t.match(saved, { Description: 'second' })
    // On PostgreSQL, the removal can be executed after the save, so the tenants are not compared.
    if (!onPostgres) t.same((await counts(app)).map(({ Name }: { Name: string }) => Name.toLowerCase()), ['cust1', 'default'])
  })

  t.test('a mock removes at its start the rows that an ended process has left, and later resets restore the seed', { skip: sqliteOnly }, async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const first = await buildTestApp(t, { database })
    await first.ready()
    await control(first, 'POST', 'reset')
    await first.close()
    const left = listSets(database)
    t.ok(left.some(name => name.startsWith('~prepared ')))

    const second = await buildTestApp(t, { database, control: 'off' })
    await second.ready()
    while (listSets(database).length > 1) await nextTurn()
    t.same(listSets(database), ['default'])
    await second.close()
    const third = await buildTestApp(t, { database })
    await putOk(third, { Description: 'x' }, { url: imageInfoPath(1001) })
    await control(third, 'POST', 'reset')
    t.match((await third.inject(imageInfoPath(1001))).json(), { BlobId: 5001, Description: 'Pocket lamp, front' })
    t.equal((await counts(third)).length, 1)
  })

  t.test('the server starts and stops while another program holds the write lock of the database', { skip: sqliteOnly }, async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { database })
    const other = new Database(database)
    other.exec('BEGIN IMMEDIATE')
    await app.ready()
    await app.close()
    other.close()
    t.pass()
  })
})

t.test('POST /_mock/reset?All=true undoes all changes of a tenant except its snapshots', async t => {
  const LEAVINGS: Readonly<Record<string, [path: string, isLeft: (body: Awaited<ReturnType<typeof control>>['body']) => boolean]>> = {
    data: ['state', ({ Blobs }) => Blobs[0].Description === 'x'],
    clock: ['clock', ({ Adjusted }) => Adjusted],
    faults: ['faults', ({ Faults }) => Faults.length > 0],
    rights: ['rights', ({ Rights }) => Rights.length > 0],
    journal: ['journal', ({ Entries }) => Entries.length > 0],
    snapshots: ['snapshots', ({ Snapshots }) => Snapshots.length > 0],
  }
  const all = Object.keys(LEAVINGS)

  async function disturb (app: FastifyInstance, tenant = ''): Promise<void> {
    await putOk(app, { Description: 'x' }, { url: imageInfoPath(1001, tenant) })
    await control(app, 'PUT', 'snapshots/one', undefined, tenant)
    await control(app, 'POST', 'faults', { Match: { Method: 'DELETE' }, Actions: [{ Action: 'Drop' }] }, tenant)
    await control(app, 'POST', 'rights', { TableRight: { Mask: 'Select' } }, tenant)
    await control(app, 'PUT', 'clock', { Now: '2026-01-01T00:00:00Z', Frozen: true }, tenant)
  }

  async function listLeft (app: FastifyInstance, tenant = ''): Promise<string[]> {
    const left: string[] = []
    for (const [name, [path, isLeft]] of Object.entries(LEAVINGS)) {
      if (isLeft((await control(app, 'GET', path, undefined, tenant)).body)) left.push(name)
    }
    return left
  }

  t.test('a reset with All=true keeps the snapshots of the tenant, and changes no other tenant', async t => {
    const app = await buildTestApp(t)
    for (const tenant of ['Cust1', 'Cust2']) await disturb(app, tenant)
    t.same(await control(app, 'POST', 'reset?all=TRUE', undefined, 'CUST1'), { status: 204, body: undefined })
    t.same(await listLeft(app, 'Cust1'), ['snapshots'])
    t.same(await listLeft(app, 'Cust2'), all)
    t.equal((await put(app, {}, { url: imageInfoPath(1001, 'Cust1') })).statusCode, 200)
    t.same((await control(app, 'GET', 'journal', undefined, 'Cust1')).body.Entries.map(({ Id }: { Id: number }) => Id), [2], 'ids go on')
  })

  t.test('a reset without All, or with All=false, resets only the data', async t => {
    const app = await buildTestApp(t)
    for (const [index, path] of ['reset', 'reset?All=false'].entries()) {
      const tenant = `Cust${index}`
      await disturb(app, tenant)
      t.equal((await control(app, 'POST', path, undefined, tenant)).status, 204)
      t.same(await listLeft(app, tenant), all.filter(name => name !== 'data'), path)
    }
  })

  t.test('a reset with an invalid parameter All, or with an unknown parameter, is refused with 400 and changes nothing', async t => {
    const app = await buildTestApp(t)
    await disturb(app)
    const refused: [query: string, body: object][] = [
      ['All', { MessageDetail: /'All' .*true or false.*""/ }],
      ['all=', { MessageDetail: /'All' .*true or false.*""/ }],
      ['All=1', { MessageDetail: /'All' .*true or false.*"1"/ }],
      ['All=true&all=false', { Message: 'The parameter All must be sent once; got 2.' }],
      ['Everything=true', { Message: 'Unknown parameter "Everything". Supported: All.' }],
    ]
    for (const [query, body] of refused) t.match(await control(app, 'POST', `reset?${query}`), { status: 400, body })
    t.same(await listLeft(app), all)
  })

  t.test('a reset with All=true changes nothing if the data cannot be reset', { skip: sqliteOnly }, async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { database })
    await disturb(app)
    const other = new Database(database)
    other.exec('PRAGMA foreign_keys = OFF; DROP TABLE tenant')
    other.close()
    t.equal((await control(app, 'POST', 'reset?All=true')).status, 500)
    const left = await Promise.all(['faults', 'rights', 'journal', 'clock'].map(async path => (await control(app, 'GET', path)).body))
    t.match(left, [{ Faults: [{}] }, { Rights: [{}] }, { Entries: [{}] }, { Adjusted: true }])
  })
})

t.test('a tenant that is cleared before its first change has no products afterwards', async t => {
  const app = await buildTestApp(t, { seed: 'shipped' })
  const first = ['a', 'b', 'c'].map(tenant => app.inject(imageInfoPath(1, tenant)))
  const read = app.inject(imageInfoPath(1, 'd'))
  const clear = app.inject({ method: 'POST', url: '/d/_mock/clear' })
  await Promise.all([...first, read, clear])
  t.same((await app.inject('/d/_mock/state')).json().Products, [])
})

t.test('POST /_mock/clear keeps only the administrator of the seed', async t => {
  const app = await buildTestApp(t)
  await putOk(app, {}, { headers: { authorization: 'Basic dGplMDpUamUw' } })
  t.same(await control(app, 'POST', 'clear'), { status: 204, body: undefined })
  t.same(await counts(app), [{ Name: 'default', Products: 0, Blobs: 0, Callers: 1 }])
  t.match(await putOk(app, {}), { BlobId: 1, UpdatedBy: { Name: 'ADM0' } })
})

t.test('tenants are listed in the order of their names, and a removed tenant begins again with the seed', async t => {
  const app = await buildTestApp(t)
  for (let number = 0; number < 30; number++) await app.inject(imageInfoPath(1, `Cust${String(number).padStart(2, '0')}`))
  const all = await counts(app)
  t.same(all.slice(0, 2), [
    { Name: 'Cust00', Products: 3, Blobs: 2, Callers: 1 },
    { Name: 'Cust01', Products: 3, Blobs: 2, Callers: 1 },
  ])
  t.equal(all.length, 31)
  await putOk(app, { Description: 'x' }, { url: imageInfoPath(1001, 'Cust00') })
  await control(app, 'PUT', 'clock', { Frozen: true }, 'Cust00')
  for (const name of ['CUST00', 'cust00', 'nobody']) t.equal((await control(app, 'DELETE', `tenants/${name}`)).status, 204, name)
  t.equal((await counts(app)).length, 30)
  t.match((await app.inject(imageInfoPath(1001, 'Cust00'))).json().Description, 'Pocket lamp')
  t.match((await control(app, 'GET', 'clock', undefined, 'Cust00')).body, { Adjusted: false })
  const refused = await control(app, 'DELETE', 'tenants/a.b')
  t.equal(refused.status, 400)
  t.match(refused.body.Message, /must be 1 to 64 letters, digits, "-" or "_"; got "a\.b"/)
})

const SEEDED_LISTS = ['ProductCategories', 'ProductFamilies', 'ProductTypes', 'PriceLists']

t.test('all data of a tenant can be dumped and loaded', async t => {
  const dump = async (app: FastifyInstance, tenant = '') => (await app.inject(`${tenant && `/${tenant}`}/_mock/state`)).body
  const load = (app: FastifyInstance, body: string | object, tenant = '') =>
    put(app, body, { url: `${tenant && `/${tenant}`}/_mock/state` })

  t.test('a dump that is loaded and dumped again has the same bytes', async t => {
    const app = await buildTestApp(t)
    const headers = { authorization: 'Basic dGplMDpUamUw' }
    const upload = (productId: number, payload: Buffer) =>
      app.inject({ method: 'PUT', url: `/api/v1/Product/${productId}/Image`, headers: { ...headers, 'content-type': 'image/png' }, payload })
    const agent = (name: string, payload: object) => app.inject({ method: 'POST', url: `/api/v1/Agents/BLOB/${name}`, payload, headers })
    const small = await noisy({ width: 40, height: 30 }).png().toBuffer()
    const Stream = randomBytes(300_000).toString('base64')
    await upload(1001, small)
    await upload(7, await noisy({ width: 50, height: 30 }).png().toBuffer())
    await agent('SetProductThumbnail', { ProductId: 1001, Image: small.toString('base64') })
    await agent('ChangeProductImage', { ProductId: 1003, BlobId: 5001 })
    await upload(8, small)
    await agent('ChangeProductImage', { ProductId: 8, BlobId: 5001 })
    await app.inject({ method: 'DELETE', url: '/api/v1/Product/8/Image' })
    await agent('SetBlobStream', { BlobEntityId: 5002, Stream })
    await agent('SaveImageStream', { Type: 'ProductImage', Image: small.toString('base64'), Description: 'on its own' })
    await sendProduct(app, '', { Name: null })
    const state = await dump(app)
    t.equal((await load(app, state, 'Cust1')).statusCode, 204)
    t.equal(await dump(app, 'Cust1'), state)
    const { Administrator, Callers, Products, Blobs } = JSON.parse(state)
    t.match({ Administrator, Callers }, { Administrator: { AssociateId: 11, Name: 'ADM0' }, Callers: [{ AssociateId: 12, Name: 'tje0' }] })
    t.equal(Products.length, 4)
    t.match(Blobs[0], { BlobId: 5001, ImageOf: [1001, 1003], ThumbnailOf: [], MediaType: 'image/png', Bytes: small.toString('base64') })
    t.match(Blobs[1], { BlobId: 5002, ImageOf: [1002], MediaType: null, Bytes: Stream })
    t.match(Blobs.slice(2).map(({ ImageOf, ThumbnailOf }: Record<string, number[]>) => [ImageOf, ThumbnailOf]), [[[7], []], [[], [1001]], [[], []]])
    const image = await app.inject('/Cust1/api/v1/Product/1003/Image')
    t.same([image.rawPayload, image.headers['content-type']], [small, 'image/png'])

    const restarted = await buildTestApp(t, { seed: writeStateFile(t, state) })
    t.equal(await dump(restarted), state)
    await control(app, 'POST', 'clear')
    t.equal((await load(app, await dump(app), 'Cust2')).statusCode, 204)
    t.equal(await dump(app, 'Cust2'), await dump(app))
  })

  t.test('a dump has persons, projects and contacts with their pictures, and can be loaded', async t => {
    const Bytes = 'iVBORw0KGgo='
    const linked = [{ Link: 'PersonImage', OwnerId: 5 }, { Link: 'ProjectImage', OwnerId: 5 }]
    const state = {
      Products: [{ ProductId: 5, Name: 'five', ImageInfo: { BlobId: 1 } }],
      Persons: [{ Id: 7, Name: 'seven', ImageInfo: { BlobId: 2, Bytes, Description: 'of a person' } }, { Id: 6, Name: null, ImageInfo: { Bytes } }],
      Projects: [{ Id: 7 }],
      Contacts: [{ Id: 7, ImageInfo: { BlobId: 0 } }],
      Blobs: [{ BlobId: 3, ImageOf: [8], Links: [{ Link: 'ProductThumbnail', OwnerId: 9 }, ...linked] }, { BlobId: 4, Links: [] }],
    }
    const app = await buildTestApp(t)
    t.equal((await load(app, state)).statusCode, 204)
    const dumped = await dump(app)
    const { Persons, Projects, Contacts, Blobs } = JSON.parse(dumped)
    t.same({ Persons, Projects, Contacts }, { Persons: [{ Id: 6 }, { Id: 7, Name: 'seven' }], Projects: [{ Id: 7 }], Contacts: [{ Id: 7 }] })
    t.same(Blobs.map(({ BlobId, ImageOf, ThumbnailOf, Links }: Record<string, unknown>) => [BlobId, ImageOf, ThumbnailOf, Links]), [
      [1, [5], [], undefined],
      [2, [], [], [{ Link: 'PersonImage', OwnerId: 7 }]],
      [3, [8], [9], linked],
      [4, [], [], undefined],
      [5, [], [], [{ Link: 'PersonImage', OwnerId: 6 }]],
      [6, [], [], [{ Link: 'ContactImage', OwnerId: 7 }]],
    ])
    t.match(Blobs[1], { Description: 'of a person', MediaType: 'image/png', Bytes })
    t.equal((await load(app, dumped, 'Cust1')).statusCode, 204)
    t.equal(await dump(app, 'Cust1'), dumped)
    const restarted = await buildTestApp(t, { seed: writeStateFile(t, dumped) })
    t.equal(await dump(restarted), dumped)
    await control(app, 'POST', 'clear')
    t.notMatch(await dump(app), /Persons|Projects|Contacts|Links/)
    await control(app, 'POST', 'reset')
    t.same(Object.keys(JSON.parse(await dump(app))), ['Administrator', 'Callers', 'Products', ...SEEDED_LISTS, 'Blobs'], 'without them nothing is new')
  })

  t.test('a tenant can be dumped and loaded even if several blobs have the same id, or an id of 0', async t => {
    const app = await buildTestApp(t, { writePolicy: 'client' })
    for (const [productId, BlobId] of [[1, 7], [2, 7], [3, 0], [4, 0], [5, -1]] as const) await putOk(app, { BlobId }, { url: imageInfoPath(productId) })
    const state = await dump(app)
    t.same(JSON.parse(state).Blobs.map(({ BlobId, ImageOf }: Record<string, unknown>) => [BlobId, ImageOf]).slice(0, 5),
      [[-1, [5]], [0, [3]], [0, [4]], [7, [1]], [7, [2]]])
    t.equal((await load(app, state, 'Cust1')).statusCode, 204)
    t.equal(await dump(app, 'Cust1'), state)
  })

  t.test('a tenant can be dumped and loaded even after an operation has emptied a blob', async t => {
    const app = await buildTestApp(t)
    const emptied = await app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/SetBlobStream', payload: { BlobEntityId: 5001, Stream: '' } })
    t.equal(emptied.statusCode, 204)
    const state = await dump(app)
    t.match(JSON.parse(state).Blobs[0], { BlobId: 5001, ImageOf: [1001], Bytes: '' })
    t.equal((await load(app, state, 'Cust1')).statusCode, 204)
    t.equal(await dump(app, 'Cust1'), state)
  })

  t.test('when a state is loaded, the media type of each picture is detected from its first bytes', async t => {
    const app = await buildTestApp(t)
    const Bytes = ['/9j/4A==', 'iVBORw0KGgo=', 'R0lGODdh', 'R0lGODlh', 'SUkqAA==', 'TU0AKg==', 'SUkrAA==', 'TU0AKw==', 'aGVsbG8=']
    const answer = await load(app, { Products: [], Blobs: Bytes.map((bytes, index) => ({ BlobId: index + 1, Bytes: bytes })) })
    t.equal(answer.statusCode, 204)
    t.same(JSON.parse(await dump(app)).Blobs.map(({ MediaType }: { MediaType: string }) => MediaType),
      ['image/jpeg', 'image/png', 'image/gif', 'image/gif', 'image/tiff', 'image/tiff', 'image/tiff', 'image/tiff', null])
  })

  t.test('the documented example of a state with a picture in Base64 is loaded', async t => {
    const app = await buildTestApp(t, { auth: 'off' })
    const page = readFileSync(join(import.meta.dirname, '../../docs/seeds.md'), 'utf8')
    const [, state = ''] = /cannot refer to files[^]*?```json seed\n([^]*?)```/.exec(page) ?? []
    t.equal((await control(app, 'PUT', 'state', JSON.parse(state))).status, 204)
    const { headers, rawPayload } = await app.inject('/api/v1/Product/1/Image')
    t.equal(headers['content-type'], 'image/gif')
    t.match((await app.inject(imageInfoPath(1))).json(), { BlobId: 1, BlobSize: rawPayload.length, OriginalSize: rawPayload.length, MimeType: 'image/gif', Description: 'Front view' })
  })

  t.test('omitted ids and properties of pictures in a state are derived from their bytes', async t => {
    const app = await buildTestApp(t)
    const [png, jpeg, other] = ['iVBORw0K Ggo=\n', '/9j/4A==', 'aGVsbG8=']
    // The bytes of these blobs must differ from all others, because equal bytes are stored once, with the media type of the first blob.
    const [named, unnamed] = ['aGVsbG9v', 'iVBORw0KGgoA']
    const state = {
      Products: [
        { ProductId: 1, Name: 'one', ImageInfo: { Bytes: png } },
        { ProductId: 2, Name: 'two', ImageInfo: { BlobId: 0, Bytes: jpeg, BlobSize: 1, MimeType: 'image/x-own' } },
        { ProductId: 3, Name: 'three', ImageInfo: { BlobId: 5, Bytes: other } },
        { ProductId: 4, Name: 'four' },
      ],
      Blobs: [
        { ThumbnailOf: [1], Bytes: png }, { BlobId: 0, Bytes: named, MediaType: 'image/gif' }, { BlobId: 9, Bytes: unnamed, MediaType: null, OriginalSize: 2 }, { Description: 'no bytes' },
        { BlobId: 8, ImageOf: [4], Bytes: '' },
      ],
    }
    t.equal((await load(app, state)).statusCode, 204)
    const described = JSON.parse(await dump(app)).Blobs.map(({ BlobId, BlobSize, OriginalSize, MimeType, MediaType, ImageOf }: Record<string, unknown>) =>
      [BlobId, BlobSize, OriginalSize, MimeType, MediaType, ImageOf])
    t.same(described, [
      [0, 6, 6, 'image/gif', 'image/gif', []],
      [5, 5, 5, '', null, [3]],
      [8, 0, 0, '', null, [4]],
      [9, 9, 2, '', null, []],
      [10, 8, 8, 'image/png', 'image/png', [1]],
      [11, 1, 4, 'image/x-own', 'image/jpeg', [2]],
      [12, 8, 8, 'image/png', 'image/png', []],
      [13, 0, 0, '', undefined, []],
    ])
    t.equal((await load(app, await dump(app), 'Cust1')).statusCode, 204)
    t.equal(await dump(app, 'Cust1'), await dump(app))
    const seeded = await buildTestApp(t, { seed: writeStateFile(t, JSON.stringify(state)) })
    t.same(JSON.parse(await dump(seeded)).Blobs.map(({ CreatedBy, UpdatedBy, ...blob }: Record<string, unknown>) => blob),
      JSON.parse(await dump(app)).Blobs.map(({ CreatedBy, UpdatedBy, ...blob }: Record<string, unknown>) => blob))
  })

  t.test('an invalid state is refused with the positions of its errors, and changes nothing', async t => {
    const app = await buildTestApp(t)
    const before = await dump(app)
    const twin = (path: string, name: string, first: string) => `${path} has the ${name} a second time, after ${first}`
    const LINKING = '; an item of Blobs is linked to products by its ImageOf, not by its BlobId.'
    const refused: [state: string | object, sentences: string][] = [
      ['[]', '/ must be an object; got an array.'],
      ['"x"', '/ must be an object; got "x".'],
      [{ Products: [{ ProductId: 1, Name: 'x' }, { ProductId: 0, VAT: '25' }], Product: [] },
        '/Product is unknown. /Products/1/ProductId must be an integer from 1 to 2147483647; got 0. ' +
        '/Products/1/Name must be a string of at most 254 characters, or null; got nothing. /Products/1/VAT must be a number; got "25".'],
      [{ Products: [], Blobs: [{ CreatedBy: { AssociateId: 'x' }, Bytes: '?' }] }, '/Blobs/0/CreatedBy/AssociateId'],
      [{ Products: [], Callers: [{ AssociateId: 1, Name: 'adm0' }] }, `${twin('/Callers/0/AssociateId', 'associate 1', '/Administrator')}. ${twin('/Callers/0/Name', 'user adm0', '/Administrator')}.`],
      [{ Products: [{ ProductId: 5, Name: 'x', ImageInfo: {} }], Blobs: [{ ImageOf: [5, 6], ThumbnailOf: [6] }, { ThumbnailOf: [6] }] },
        `${twin('/Blobs/0/ImageOf/0', 'picture of product 5', '/Products/0/ImageInfo')}. ${twin('/Blobs/1/ThumbnailOf/0', 'thumbnail of product 6', '/Blobs/0/ThumbnailOf/0')}.`],
      [{ Products: [{ ProductId: 5, Name: 'x', ImageInfo: { BlobId: 7 } }, { ProductId: 6, Name: 'y', ImageInfo: { BlobId: 7 } }], Blobs: [{ BlobId: 8 }, { BlobId: 7 }] },
        twin('/Products/1/ImageInfo/BlobId', 'blob 7', '/Products/0/ImageInfo/BlobId') + LINKING + ' ' + twin('/Blobs/1/BlobId', 'blob 7', '/Products/0/ImageInfo/BlobId') + LINKING],
      [{ Products: [{ ProductId: 5, Name: 'x', ImageInfo: { File: 'lamp.png' } }], Blobs: [{ File: '/etc/passwd' }] },
        '/Products/0/ImageInfo/File is allowed only in a seed file on the disk of the mock; give the bytes as Bytes instead. ' +
        '/Blobs/0/File is allowed only in'],
      [{ Products: [], Persons: [{ Id: 5 }, { Id: 6 }, { Id: 5 }], Contacts: [{ Id: 5 }] }, twin('/Persons/2/Id', 'person 5', '/Persons/0/Id') + '.'],
      [{ Products: [], Projects: [{ Id: 5, ImageInfo: {} }], Blobs: [{ Links: [{ Link: 'PersonImage', OwnerId: 5 }, { Link: 'ProjectImage', OwnerId: 5 }] }] },
        twin('/Blobs/0/Links/1', 'picture of project 5', '/Projects/0/ImageInfo') + '.'],
      [{ Products: [], Blobs: [{ ImageOf: [5], Links: [{ Link: 'ContactImage', OwnerId: 5 }] }, { Links: [{ Link: 'ContactImage', OwnerId: 5 }, { Link: 'ProductImage', OwnerId: 5 }] }] },
        `${twin('/Blobs/1/Links/0', 'picture of contact 5', '/Blobs/0/Links/0')}. ${twin('/Blobs/1/Links/1', 'picture of product 5', '/Blobs/0/ImageOf/0')}.`],
      [{ Products: [], Contacts: [{ Id: 5, ImageInfo: { BlobId: 7 } }], Blobs: [{ BlobId: 7 }] },
        twin('/Blobs/0/BlobId', 'blob 7', '/Contacts/0/ImageInfo/BlobId') + '; an item of Blobs is linked to persons, projects and contacts by its Links, not by its BlobId.'],
      [{ Products: [], Blobs: [{ Links: [{ Link: 'BatchTask', OwnerId: 1 }, { Link: 'PersonImage', OwnerId: 0 }, { Link: 'PersonImage', OwnerId: 2147483648 }] }] },
        '/Blobs/0/Links/0/Link must be one of PersonImage, ProjectImage, ProductImage, ProductThumbnail, ContactImage; got "BatchTask". ' +
        '/Blobs/0/Links/1/OwnerId must be an integer from 1 to 2147483647; got 0. /Blobs/0/Links/2/OwnerId must be an integer from 1 to 2147483647; got 2147483648.'],
      [{ Products: [], Persons: [{ Id: 1, ImageInfo: { File: 'anna.png' } }, { Id: 2.5 }] },
        '/Persons/0/ImageInfo/File is allowed only in a seed file on the disk of the mock; give the bytes as Bytes instead. /Persons/1/Id must be an integer'],
      [{ Products: [], Persons: [{ Id: 1, ImageInfo: { Bytes: '' } }] },
        '/Persons/0/ImageInfo/Bytes must be bytes in Base64, such as iVBORw0KGgo=, and not empty; leave it out if there is no picture.'],
      [{ Products: [], Blobs: [{ UpdatedDate: '2020-01-01T00:00:60Z' }] }, '/Blobs/0/UpdatedDate must be a date and time such as'],
      [{ Products: [], Blobs: [{ UpdatedDate: '2020-01-01T00:00:00+24:00' }] }, '(an offset is less than 24 hours)'],
      [{ Products: [{ ProductId: 1, Name: 'one', ImageInfo: { Bytes: '' } }, { ProductId: 2, Name: 'two', ImageInfo: { Bytes: '\n' } }], Blobs: [{ Bytes: '' }] },
        [1, 2].map(number => `/Products/${number - 1}/ImageInfo/Bytes must be bytes in Base64, such as iVBORw0KGgo=, and not empty; leave it out if there is no picture.`).join(' ')],
      [{ Products: [{ ProductId: 1, Name: 'one', ImageInfo: { Bytes: '?' } }], Blobs: [{ BlobId: 1 }, { BlobId: 2, Bytes: 'a' }, { Bytes: 'iVBO' }, { Bytes: 'iV-O' }] },
        '/Products/0/ImageInfo/Bytes must be bytes in Base64, such as iVBORw0KGgo=; got "?". ' +
        '/Blobs/1/Bytes must be bytes in Base64, such as iVBORw0KGgo=; got "a". /Blobs/3/Bytes must be bytes in Base64, such as iVBORw0KGgo=; got "iV-O".'],
    ]
    for (const [state, sentences] of refused) {
      const answer = await load(app, state)
      t.equal(answer.statusCode, 400)
      t.ok(answer.json().Message.startsWith('The state cannot be loaded, and nothing was changed. /'))
      t.ok(answer.json().Message.includes(sentences), answer.json().Message)
    }
    const large = await app.inject({ method: 'PUT', url: '/_mock/state', headers: { 'content-type': 'application/json', 'content-length': '300000000' }, payload: '' })
    t.equal(large.statusCode, 413)
    t.match(large.json().MessageDetail, 'The state must be at most 268435456 bytes.')
    t.equal(await dump(app), before)
  })

  t.test('a large state is loaded in several turns of the event loop, and can be dumped', async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { database })
    const Products = Array.from({ length: 2000 }, (_, index) => ({ ProductId: index + 1, Name: 'x', ImageInfo: {} }))
    const Callers = Array.from({ length: 60 }, (_, index) => ({ AssociateId: index + 2, Name: `user ${index}` }))
    const Blobs = Array.from({ length: 60 }, () => ({ Description: 'nothing links it' }))
    let turns = 0
    const counting = setInterval(() => { turns++ })
    t.equal((await load(app, { Products, Callers, Blobs })).statusCode, 204)
    t.ok(turns > 10)
    t.ok((await dump(app)).length > 1_000_000)
    clearInterval(counting)
    t.same(await counts(app), [{ Name: 'default', Products: 2000, Blobs: 2060, Callers: 61 }])
  })
})
