import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { buildTestApp, imageInfoPath, put, putOk, temporaryFolder } from './helper.js'

/** What a call below /_mock answers, and whether it succeeded. */
async function control (app: FastifyInstance, method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object, tenant = '') {
  const options: InjectOptions = { method, url: `${tenant && `/${tenant}`}/_mock/${path}`, ...(body && { payload: body }) }
  const answer = await app.inject(options)
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}

t.test('CONTROL=off: there is nothing below /_mock', async t => {
  const app = await buildTestApp(t, { control: 'off' })
  for (const url of ['/_mock/pictures', '/_mock/openapi.json', '/Cust1/_mock/pictures']) {
    const answer = await app.inject(url)
    t.equal(answer.statusCode, 404, url)
    t.same(answer.json(), { Message: `No HTTP resource was found that matches the request URI '${url}'.` })
  }
})

t.test('CONTROL_TOKEN: calls below /_mock must send the token, and others need none', async t => {
  const app = await buildTestApp(t, { controlToken: 's3cret' })
  const refusal = (problem: string) => ({
    Message: 'Authorization has been denied for this request.',
    MessageDetail: `The header Authorization must be Bearer and the token that the setting CONTROL_TOKEN gives; ${problem}.`,
  })
  const refused: [authorization: string, problem: string][] = [
    ['', 'no such credential came'],
    ['Basic czNjcmV0', 'no such credential came'],
    ['Bearer', 'no such credential came'],
    ['Bearer s3cre', 'another token came'],
    ['Bearer S3CRET', 'another token came'],
  ]
  for (const url of ['/_mock/pictures', '/Cust1/_mock/pictures', '/_MOCK/openapi.json']) {
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

t.test('what is below /_mock has an OpenAPI document of its own', async t => {
  const app = await buildTestApp(t)
  const document = (await app.inject('/_mock/openapi.json')).json()
  const { valid, errors } = await new Validator().validate(document)
  t.ok(valid, JSON.stringify(errors))
  t.equal(document.openapi, '3.1.0')
  t.ok(Object.keys(document.paths).every(path => path.startsWith('/_mock/')))
  const described = Object.values<Record<string, { tags: string[] }>>(document.paths).flatMap(Object.values)
  t.same([...new Set(described.flatMap(({ tags }) => tags))].sort(), document.tags.map(({ name }: { name: string }) => name).sort())
  const { paths } = (await app.inject('/openapi.json')).json()
  t.same(Object.keys(paths).filter(path => path.startsWith('/_mock')), [])
  t.same((await app.inject('/Cust1/_mock/openapi.json')).json(), document)
})

t.test('the clock of a tenant', async t => {
  const FROZEN = { Now: '2026-01-31T00:00:00Z', Frozen: true }

  t.test('is that of the machine until it is set, and after a reset', async t => {
    const app = await buildTestApp(t)
    const before = Date.now()
    const { body } = await control(app, 'GET', 'clock')
    t.match(body, { Frozen: false, Adjusted: false })
    t.ok(Date.parse(body.Now) >= before && Date.parse(body.Now) <= Date.now())
    await control(app, 'PUT', 'clock', FROZEN)
    t.match((await control(app, 'POST', 'clock/reset')).body, { Frozen: false, Adjusted: false })
    t.not((await putOk(app, {})).UpdatedDate, '2026-01-31T00:00:00')
  })

  t.test('is set, frozen, put forward and let run', async t => {
    const app = await buildTestApp(t)
    const shown = async (method: 'PUT' | 'POST', path: string, body: object) => (await control(app, method, path, body)).body
    const at = (Now: string) => ({ Now, Frozen: true, Adjusted: true })
    t.same(await shown('PUT', 'clock', FROZEN), at('2026-01-31T00:00:00.000Z'))
    t.same(await shown('POST', 'clock/advance', { Seconds: 1.5 }), at('2026-01-31T00:00:01.500Z'))
    t.same(await shown('POST', 'clock/advance', { seconds: -1.5 }), at('2026-01-31T00:00:00.000Z'))
    t.same(await shown('POST', 'clock/advance', { Duration: 'P1M' }), at('2026-02-28T00:00:00.000Z'))
    t.same(await shown('POST', 'clock/advance', { Duration: '-P1DT12H' }), at('2026-02-26T12:00:00.000Z'))
    t.same(await shown('PUT', 'clock', { Now: '2026-07-01T02:00:00+02:00' }), at('2026-07-01T00:00:00.000Z'))
    t.same(await shown('PUT', 'clock', {}), at('2026-07-01T00:00:00.000Z'))
    const running = await shown('PUT', 'clock', { Frozen: false })
    t.match(running, { Now: /^2026-07-01T00:00:0/, Frozen: false, Adjusted: true })
    t.match(await shown('PUT', 'clock', { Now: '2030-01-01T00:00:00' }), { Now: /^2030-01-01T00:00:0/, Frozen: false })
    t.match(await shown('PUT', 'clock', { Frozen: true }), { Now: /^2030-01-01T00:00:0/, Frozen: true })
  })

  t.test('is its own, in any case of its name', async t => {
    const app = await buildTestApp(t)
    await control(app, 'PUT', 'clock', FROZEN, 'Cust1')
    t.equal((await putOk(app, {}, { url: imageInfoPath(1, 'CUST1') })).CreatedDate, '2026-01-31T00:00:00')
    t.not((await putOk(app, {}, { url: imageInfoPath(1, 'Cust2') })).CreatedDate, '2026-01-31T00:00:00')
    t.match((await control(app, 'GET', 'clock', undefined, 'Cust2')).body, { Adjusted: false })
  })

  t.test('is what dates, tokens and the state of the tenant follow', async t => {
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

  t.test('is refused what it cannot be', async t => {
    const app = await buildTestApp(t, { validation: 'warn' })
    await control(app, 'PUT', 'clock', { Now: '2026-01-31T00:00:00Z', Frozen: true })
    const EITHER = 'The body must have either Seconds, a number, or Duration, such as PT1H;'
    const RANGE = 'The clock must stay within the years 1 to 9999; it would leave them, and was not changed.'
    const refused: [method: 'PUT' | 'POST', path: string, body: object, message: string][] = [
      ['PUT', 'clock', { Now: 'noon' }, 'Now must be a date and time such as 2008-01-30T09:40:59Z; "noon" came.'],
      ['PUT', 'clock', { Now: null, Frozen: 'yes', Frozn: true }, 'Frozn is no property that is known here; there are Now, Frozen. ' +
        'Now must be a date and time such as 2008-01-30T09:40:59Z; null came. Frozen must be true or false; "yes" came.'],
      ['POST', 'clock/advance', {}, `${EITHER} neither came.`],
      ['POST', 'clock/advance', { Seconds: 1, Duration: 'PT1S' }, `${EITHER} both came.`],
      ['POST', 'clock/advance', { Seconds: '1' }, 'Seconds must be a number; "1" came.'],
      ['POST', 'clock/advance', { Duration: '1 hour' }, 'Duration must be a duration of ISO 8601 such as PT1H, P1DT12H or -PT30S; "1 hour" came.'],
      ['POST', 'clock/advance', { Seconds: 1e300 }, RANGE],
      ['POST', 'clock/advance', { Duration: 'P300000Y' }, RANGE],
      ['POST', 'clock/advance', { Duration: '-P3000Y' }, RANGE],
    ]
    for (const [method, path, body, message] of refused) {
      const answer = await control(app, method, path, body)
      t.equal(answer.status, 400)
      t.equal(answer.body.Message, message)
    }
    t.match((await control(app, 'GET', 'clock')).body, { Now: '2026-01-31T00:00:00.000Z', Frozen: true })
  })
})
