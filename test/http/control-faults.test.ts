import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { buildTestApp, imageInfoPath, put, putOk, readXml } from '../helper.js'
import { recordDelays, until } from '../waiting.js'
import { noisy } from '../pictures.js'
import { skipOnPostgres } from '../postgres.js'

const IMAGE_INFO = '/api/v1/Product/{productId}/ImageInfo'

async function add (app: FastifyInstance, rule: object, tenant = ''): Promise<number> {
  const answer = await app.inject({ method: 'POST', url: `${tenant}/_mock/faults`, payload: rule })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json().Id
}

const list = async (app: FastifyInstance, tenant = '') => (await app.inject(`${tenant}/_mock/faults`)).json().Faults

async function statuses (app: FastifyInstance, calls: number, url = imageInfoPath()): Promise<number[]> {
  const came = []
  for (let call = 0; call < calls; call++) came.push((await app.inject(url)).statusCode)
  return came
}

t.test('a fault rule responds with each supported failure status, in the media type that the client accepts', async t => {
  const app = await buildTestApp(t)
  for (const Status of [400, 401, 403, 404, 408, 409, 412, 421, 429, 500, 502, 503, 504]) {
    const id = await add(app, { Actions: [{ Action: 'Answer', Status }] })
    const answer = await app.inject(imageInfoPath())
    t.equal(answer.statusCode, Status)
    t.equal('www-authenticate' in answer.headers, Status === 401)
    const xml = await app.inject({ url: imageInfoPath(), headers: { accept: 'application/xml' } })
    t.equal(readXml(xml.body).root, 'Error')
    await app.inject({ method: 'DELETE', url: `/_mock/faults/${id}` })
  }
  t.same(await list(app), [])
  t.same(await statuses(app, 1), [200])
  await add(app, { Actions: [{ Action: 'Answer', Status: 429, RetryAfter: 7 }] })
  const answer = await app.inject(imageInfoPath())
  t.equal(answer.headers['retry-after'], '7')
  t.equal(answer.headers['x-mock-fault'], '14', 'the response names the rule')
  t.same(answer.json(), { Message: 'Too many requests.', MessageDetail: 'A fault rule of the mock set this response.' })
})

t.test('a fault rule responds with the body and headers in the rule, regardless of Accept', async t => {
  const app = await buildTestApp(t)
  const page = '<html><h1>502 Bad Gateway</h1></html>'
  const answered = async (action: object, headers = {}) => {
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
    await add(app, { Actions: [{ Action: 'Answer', ...action }] })
    const { statusCode, body, headers: { 'content-type': type, ...others } } = await app.inject({ url: imageInfoPath(), headers })
    return { status: statusCode, body, type, headers: others }
  }
  t.match(await answered({ Status: 502, Body: page, Headers: { Server: 'nginx/1.25' } }, { accept: 'application/xml' }),
    { status: 502, body: page, type: 'text/html; charset=utf-8', headers: { server: 'nginx/1.25', 'content-length': String(page.length) } })
  t.match(await answered({ Status: 504, Body: 'too late', Headers: { 'Content-Type': 'text/plain' } }), { status: 504, body: 'too late', type: 'text/plain' })
  t.match(await answered({ Status: 400, Body: { error: 'invalid', Headers: [1] } }), { status: 400, body: '{"error":"invalid","Headers":[1]}', type: 'application/json; charset=utf-8' })
  t.match(await answered({ Status: 503, Body: [], Phase: 'after', Headers: { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' } }),
    { status: 503, body: '[]', headers: { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' } })
  t.match(await answered({ Status: 403, Headers: { 'X-Request-Id': 'ø' } }), { status: 403, body: /SoSecurityException/, headers: { 'x-request-id': 'ø' } })
  t.match(await answered({ Status: 401, Body: '', Headers: { 'WWW-Authenticate': 'Basic' } }), { status: 401, body: '', headers: { 'www-authenticate': 'Basic' } })
  const { Entries } = (await app.inject('/_mock/journal')).json()
  t.match(Entries[0], { Status: 502, Reason: 'The gateway received an invalid response from the service. A fault rule of the mock set this response.', Response: { Body: page } })
  const { Count } = (await app.inject({ method: 'POST', url: '/_mock/journal/verify', payload: { Match: { Unmatched: true } } })).json()
  t.equal(Count, 0, 'a 400 of a fault is no refusal of what the request says')
})

t.test('fault rules belong to a tenant, are counted, expire and can be removed', async t => {
  const app = await buildTestApp(t)
  const Rule = { Match: { Method: 'get', Path: IMAGE_INFO }, Actions: [{ Action: 'Answer', Status: 503 }], Times: 2 }
  t.equal(await add(app, Rule), 1)
  t.same(await statuses(app, 4), [503, 503, 200, 200])
  t.same(await list(app), [{ Id: 1, Met: 2, Applied: 2, ActionsApplied: [2], Rule }])
  t.same((await app.inject('/_mock/faults/1')).json(), { Id: 1, Met: 2, Applied: 2, ActionsApplied: [2], Rule })
  t.same(await list(app, '/Cust1'), [])
  t.same(await statuses(app, 1, imageInfoPath(123, 'Cust2')), [200])
  t.equal((await app.inject('/_mock/faults/9')).statusCode, 404)

  await add(app, Rule, '/Cust1')
  t.same(await statuses(app, 1, imageInfoPath(123, 'CUST1')), [503])
  await app.inject({ method: 'DELETE', url: '/_mock/tenants/cust1' })
  t.same(await list(app, '/Cust1'), [])

  await add(app, Rule)
  t.equal((await app.inject({ method: 'DELETE', url: '/_mock/faults' })).statusCode, 204)
  t.same(await list(app), [])

  const lasting = await add(app, { ...Rule, TimeToLiveSeconds: 3600 })
  t.equal((await list(app)).length, 1)
  await app.inject({ method: 'DELETE', url: `/_mock/faults/${lasting}` })
  const longest = await add(app, { ...Rule, TimeToLiveSeconds: 1e308 })
  t.same(await statuses(app, 1), [503])
  await app.inject({ method: 'DELETE', url: `/_mock/faults/${longest}` })
  await add(app, { ...Rule, TimeToLiveSeconds: 1e-9 })
  await until(async () => (await list(app)).length === 0)
  t.same(await statuses(app, 1), [200])
})

t.test('a fault rule applies only to the requests that match its conditions', async t => {
  const FAIL = [{ Action: 'Answer', Status: 500 }]
  const cases: [match: object, expected: number[]][] = [
    [{}, [500, 500, 500, 500]],
    [{ Method: 'PUT' }, [200, 200, 200, 200]],
    [{ Path: '/API/v1/product/123/ImageInfo/' }, [500, 500, 500, 500]],
    [{ Path: '/api/v1/*' }, [500, 500, 500, 500]],
    [{ Path: '/api/v1/Product/124/ImageInfo' }, [200, 200, 200, 200]],
    [{ Path: '/api/v1/Product/{id}/Image' }, [200, 200, 200, 200]],
    [{ Path: '/api/v1/Product/{id}/ImageInfo/*' }, [500, 500, 500, 500]],
    [{ Path: '/api/v1/Agents/BLOB/GetBlobEntity/*' }, [200, 200, 200, 200]],
    [{ Path: '/api' }, [200, 200, 200, 200]],
    [{ Header: { Name: 'HOST' } }, [500, 500, 500, 500]],
    [{ Header: { Name: 'X-None' } }, [200, 200, 200, 200]],
    [{ Header: { Name: 'User-Agent', Value: 'light*' } }, [500, 500, 500, 500]],
    [{ Header: { Name: 'User-Agent', Value: 'l*My*quest' } }, [500, 500, 500, 500]],
    [{ Header: { Name: 'User-Agent', Value: 'l*your*quest' } }, [200, 200, 200, 200]],
    [{ Header: { Name: 'User-Agent', Value: 'dark*' } }, [200, 200, 200, 200]],
    [{ Header: { Name: 'User-Agent', Value: 'lightMyRequest' } }, [500, 500, 500, 500]],
    [{ Query: { Name: 'X', Value: '1' } }, [500, 500, 500, 500]],
    [{ Query: { Name: 'x', Value: '2' } }, [200, 200, 200, 200]],
    [{ Query: { Name: 'y' } }, [200, 200, 200, 200]],
    [{ Method: 'PUT', Body: { Property: 'Description' } }, [200, 200, 200, 200]],
    [{ Call: 2 }, [200, 500, 200, 200]],
    [{ EveryCall: 2 }, [200, 500, 200, 500]],
    [{ Probability: 1 }, [500, 500, 500, 500]],
  ]
  const app = await buildTestApp(t)
  for (const [Match, expected] of cases) {
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
    await add(app, { Match, Actions: FAIL })
    t.same(await statuses(app, 4, `${imageInfoPath()}?x=1`), expected, JSON.stringify(Match))
    for (const url of ['/', '/health', '/ready', '/docs', '/_mock/faults']) t.ok((await app.inject(url)).statusCode < 400, url)
  }
  const drawn = async (Seed: number) => {
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
    await add(app, { Match: { Probability: 0.5, Seed }, Actions: FAIL })
    return statuses(app, 20)
  }
  const first = await drawn(1)
  t.same(await drawn(1), first)
  t.notSame(await drawn(2), first)
  t.ok(first.includes(200) && first.includes(500))
})

t.test('a fault in the phase after keeps the change of the request, and a fault in the phase before prevents it', async t => {
  const app = await buildTestApp(t)
  await add(app, { Match: { Method: 'PUT' }, Actions: [{ Action: 'Answer', Status: 503, Phase: 'after' }], Times: 1 })
  t.equal((await put(app, { Description: 'kept' })).statusCode, 503)
  t.match((await app.inject(imageInfoPath())).json(), { Description: 'kept' })
  await app.inject({ method: 'DELETE', url: '/_mock/faults' })
  await add(app, { Actions: [{ Action: 'Answer', Status: 503 }], Times: 1 })
  t.equal((await put(app, { Description: 'lost' })).statusCode, 503)
  t.match((await app.inject(imageInfoPath())).json(), { Description: 'kept' })
})

t.test('the action Delay waits for a fixed or random time, before or after the request is processed', async t => {
  const app = await buildTestApp(t)
  const delays = recordDelays(t)
  for (const distribution of [
    { Milliseconds: 30 },
    { Distribution: 'uniform', Milliseconds: 30, MaxMilliseconds: 40 },
    { Distribution: 'lognormal', Milliseconds: 30, Sigma: 0 },
  ]) {
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
    await add(app, { Actions: [{ Action: 'Delay', ...distribution }, { Action: 'Delay', Phase: 'after', Milliseconds: 5 }] })
    await putOk(app, {})
    const [before = 0, after] = delays.splice(0)
    t.ok(before >= 30 && before <= 40, JSON.stringify(distribution))
    t.equal(after, 5)
  }
})

t.test('closing the server ends the delay of a fault rule', async t => {
  const app = await buildTestApp(t)
  await add(app, { Actions: [{ Action: 'Delay', Milliseconds: 600_000 }] })
  const waiting = app.inject(imageInfoPath())
  await until(async () => (await list(app))[0].Applied === 1)
  await app.close()
  await waiting
})

t.test('a fault rule closes the connection before or after the change is made', async t => {
  for (const Action of ['Drop', 'Reset']) {
    for (const Phase of ['before', 'after']) {
      const app = await buildTestApp(t)
      await app.listen({ port: 0 })
      const { port } = app.server.address() as AddressInfo
      await add(app, { Actions: [{ Action, Phase }], Times: 2 })
      await t.rejects(fetch(`http://127.0.0.1:${port}${imageInfoPath()}`, {
        method: 'PUT', body: '{"Description":"changed"}', headers: { 'content-type': 'application/json' },
      }))
      await t.rejects(put(app, {}), { code: 'LIGHT_ECONNRESET' })
      t.equal((await app.inject(imageInfoPath())).json().BlobId > 0, Phase === 'after')
    }
  }
})

t.test('a fault rule matches a property of the request body in any media type', async t => {
  const Rules = [
    { Match: { Body: { Property: 'description', Value: 'f*l' } }, Actions: [{ Action: 'Answer', Status: 409 }] },
    { Match: { Body: { Property: 'CreatedBy.AssociateId', Value: 5 } }, Actions: [{ Action: 'Answer', Status: 429 }] },
    { Match: { Body: { Property: 'ExtraInfo[1].Name', Value: 'b' } }, Actions: [{ Action: 'Answer', Status: 503 }] },
    { Match: { Body: { Property: 'IsZipped', Value: true } }, Actions: [{ Action: 'Answer', Status: 412 }] },
    { Match: { Body: { Property: 'ConceptualType' } }, Actions: [{ Action: 'Answer', Status: 404 }] },
    { Match: { Header: { Name: 'x-last' } }, Actions: [{ Action: 'Answer', Status: 500 }] },
  ]
  const types = {
    json: 'application/json', xml: 'application/xml', form: 'application/x-www-form-urlencoded',
    merge: 'application/merge-patch+json', patch: 'application/json-patch+json',
  }
  const item = (name: string) => `<ProductExtraDataField><Name>${name}</Name></ProductExtraDataField>`
  const product = { url: '/api/v1/Product/1001' }
  const cases: [type: keyof typeof types, body: string, expected: number, options?: InjectOptions][] = [
    ['json', '{"Description":"fail"}', 409],
    ['json', '{"DESCRIPTION":"pass"}', 200],
    ['json', '[]', 400],
    ['json', '{"CreatedBy":{"associateId":5}}', 429],
    ['json', '{"CreatedBy":null}', 200],
    ['json', '{"ExtraInfo":[{"Name":"a"},{"Name":"b"}]}', 503, product],
    ['json', '{"ExtraInfo":[{"Name":"b"}]}', 200, product],
    ['json', '{"IsZipped":true}', 412],
    ['json', '{"ConceptualType":null}', 404],
    ['xml', '<BlobEntity><Description>fool</Description></BlobEntity>', 409],
    ['xml', '<BlobEntity><Description>a</Description><Description>fool</Description></BlobEntity>', 409],
    ['xml', '<BlobEntity><CreatedBy><AssociateId>5</AssociateId></CreatedBy></BlobEntity>', 429],
    ['xml', '<BlobEntity><CreatedBy><AssociateId> 05 </AssociateId></CreatedBy></BlobEntity>', 429],
    ['xml', '<BlobEntity><CreatedBy><AssociateId></AssociateId></CreatedBy></BlobEntity>', 400],
    ['xml', '<BlobEntity><IsZipped> TRUE </IsZipped></BlobEntity>', 412],
    ['xml', `<Product><ExtraInfo>${item('a')}${item('b')}</ExtraInfo></Product>`, 503, product],
    ['xml', `<Product><ExtraInfo>${item('b')}</ExtraInfo></Product>`, 200, product],
    ['xml', '<BlobEntity><IsZipped>true</IsZipped></BlobEntity>', 412],
    ['form', 'Description=fail', 409],
    ['form', 'CreatedBy[AssociateId]=5', 429],
    ['form', 'ExtraInfo[0].Name=a&ExtraInfo[1].Name=b', 503, product],
    ['form', 'IsZipped=true', 412],
    ['merge', '{"description":"fail"}', 409],
    ['patch', '[{"op":"replace","path":"/description","value":"fail"}]', 409],
    ['patch', '[{"op":"replace","path":"/CreatedBy/AssociateId","value":5}]', 429],
    ['patch', '[{"op":"replace","path":"/MimeType","value":"fail"}]', 200],
    ['patch', '[{"op":"replace","path":"CreatedBy","value":{"associateId":5}},{"op":"replace","path":"/MimeType","value":"a"}]', 429],
    ['patch', '[{"op":"test","path":"/Description","value":"fail"}]', 409],
    ['patch', '{}', 400],
  ]
  const app = await buildTestApp(t)
  await app.inject({ method: 'POST', url: '/_mock/faults', payload: { Rules } })
  for (const [type, body, expected, options] of cases) {
    const answer = await put(app, body, { ...options, headers: { 'content-type': types[type] } })
    t.equal(answer.statusCode, expected, `${type} ${body}`)
  }
  t.equal((await put(app, '{"MimeType":"x"}', { headers: { 'x-last': '' } })).statusCode, 500, 'rules after those with a condition on the body apply as well')
  t.equal((await put(app, '{"MimeType":', { headers: { 'x-last': '' } })).statusCode, 400, 'what is never read is never met')
  t.same(await statuses(app, 1), [200])
  t.equal((await app.inject({ url: imageInfoPath(), headers: { 'x-last': '' } })).statusCode, 500, 'a call without a body does not wait for it')
  t.same((await list(app)).map(({ Met, Applied, ActionsApplied }: { Met: number, Applied: number, ActionsApplied: number[] }) => [Met, Applied, ActionsApplied]),
    [[6, 6, [6]], [6, 6, [6]], [3, 3, [3]], [4, 4, [4]], [1, 1, [1]], [2, 2, [2]]])

  await app.inject({ method: 'DELETE', url: '/_mock/faults' })
  await add(app, { Match: { Body: { Property: 'Description' } }, Actions: [{ Action: 'Answer', Status: 503 }], Times: 1 })
  const twice = await Promise.all([put(app, { Description: 'a' }), put(app, { Description: 'b' })])
  t.same(twice.map(({ statusCode }) => statusCode).sort(), [200, 503], 'of calls that wait at once, one spends the rule')
  t.equal((await put(app, { Description: 'c' }, { headers: { 'transfer-encoding': 'chunked' } })).statusCode, 200)
})

t.test('a fault rule with a quota allows a number of requests in each window, by the clock of the tenant', async t => {
  const app = await buildTestApp(t)
  const quota = async (Quota: object, action = {}) => {
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
    await add(app, { Match: { Quota }, Actions: [{ Action: 'Answer', Status: 429, ...action }] })
  }
  const at = async (Now: string) => app.inject({ method: 'PUT', url: '/_mock/clock', payload: { Now, Frozen: true } })
  await at('2026-01-01T00:00:00Z')
  await quota({ Calls: 2, Seconds: 60 })
  t.same(await statuses(app, 3), [200, 200, 429])
  await at('2026-01-01T00:00:45Z')
  t.equal((await app.inject(imageInfoPath())).headers['retry-after'], '15')
  await at('2026-01-01T00:01:00Z')
  t.same(await statuses(app, 3), [200, 200, 429])
  await at('2026-01-01T00:00:55.001Z')
  t.equal((await app.inject(imageInfoPath())).headers['retry-after'], '60', 'the clock of another replica can be behind by some seconds')
  await at('2026-01-01T00:00:55Z')
  t.same(await statuses(app, 3), [200, 200, 429])
  t.match(await list(app), [{ Met: 11, Applied: 5 }])
  t.same(await statuses(app, 1, imageInfoPath(123, 'Cust1')), [200])

  await quota({ Calls: 1, Seconds: 60 }, { RetryAfter: 3 })
  await statuses(app, 1)
  t.equal((await app.inject(imageInfoPath())).headers['retry-after'], '3')

  await quota({ Calls: 1, Seconds: 60, Per: 'Caller' })
  const callers = [{}, { authorization: 'Basic QURNMDo=' }, { authorization: 'Bearer 8A:one' }, { 'x-xsrf-token': 'x' }]
  for (const headers of callers) {
    for (const expected of [200, 429]) t.equal((await app.inject({ url: imageInfoPath(), headers })).statusCode, expected)
  }
})

t.test('several fault rules are added together, or none if one is invalid', async t => {
  const app = await buildTestApp(t)
  const post = async (payload: object) => app.inject({ method: 'POST', url: '/_mock/faults', payload })
  const Rules = [{ Match: { Call: 1 }, Actions: [{ Action: 'Drop' }] }, { Actions: [{ Action: 'Malform' }] }]
  const answer = await post({ Rules })
  t.equal(answer.statusCode, 201)
  t.same(answer.json(), { Faults: Rules.map((Rule, index) => ({ Id: index + 1, Met: 0, Applied: 0, ActionsApplied: [0], Rule })) })
  t.same(await list(app), answer.json().Faults)

  const FORM = 'The body must have either Actions, for one rule, or Rules, for several;'
  const refused: [body: object, message: string][] = [
    [{ Rules: [...Rules, { Actions: [{ Action: 'Answer' }] }] },
      'Rules[2] is invalid: Answer requires a Status of 400, 401, 403, 404, 408, 409, 412, 421, 429, 500, 502, 503 or 504; got nothing. Nothing was added.'],
    [{ Rules: [{ Actions: [{ Action: 'Explode' }] }] },
      'Rules[0].Actions[0].Action must be one of Delay, Answer, Drop, Reset, Truncate, Malform, Trickle; got "Explode".'],
    [{ Rules, Times: 1 }, `${FORM} got Rules and Times.`],
    [{ Times: 1 }, `${FORM} got neither.`],
  ]
  for (const [body, message] of refused) t.equal((await post(body)).json().Message, message)
  t.equal((await list(app)).length, 2)
})

t.test('the fault rules of a preset are added by the name of the preset, and can be restricted', async t => {
  const app = await buildTestApp(t)
  const add = async (name: string, payload?: object) =>
    app.inject({ method: 'POST', url: `/_mock/faults/presets/${name}`, ...(payload && { payload }) })
  const headers = { authorization: 'Bearer 8A:one' }
  const effects: [name: string, statuses: number[], message?: string][] = [
    ['rate-limit', [...Array(10).fill(200), 429, 429], 'Too many requests.'],
    ['maintenance', [503, 503], 'The service is unavailable.'],
    ['expired-token', [401, 200], 'Authorization has been denied for this request.'],
    ['wrong-subdomain', [421, 421], 'Wrong subdomain used to access tenant'],
  ]
  for (const [name, expected, message] of effects) {
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
    t.equal((await add(name)).statusCode, 201)
    const answers = []
    while (answers.length < expected.length) answers.push(await app.inject({ url: imageInfoPath(), headers }))
    t.same(answers.map(({ statusCode }) => statusCode), expected, name)
    t.equal(answers.find(({ statusCode }) => statusCode > 200)?.json().Message, message)
  }
  const { Entries: [newest] } = (await app.inject('/_mock/journal?Limit=1')).json()
  t.equal(newest.Reason, 'Wrong subdomain used to access tenant. A fault rule of the mock set this response.')
  t.equal((await add('expired-token')).json().Faults[0].Rule.Times, 1)

  await app.inject({ method: 'DELETE', url: '/_mock/faults' })
  const narrowed = await add('FLAKY', { Match: { Method: 'PUT', Probability: 1 }, Times: 1 })
  t.equal(narrowed.statusCode, 201)
  t.equal(narrowed.json().Faults.length, 4)
  t.same(await statuses(app, 2), [200, 200])
  t.equal((await put(app, {})).statusCode, 503)
  await t.rejects(put(app, {}))
  t.equal((await put(app, {})).statusCode, 500)
  t.notOk((await put(app, {})).body.endsWith('}'))
  await putOk(app, {})

  const { Presets } = (await app.inject('/_mock/faults/presets')).json()
  await app.inject({ method: 'DELETE', url: '/_mock/faults' })
  for (const { Name, Rules } of Presets) {
    t.equal((await app.inject({ method: 'POST', url: '/_mock/faults', payload: { Rules } })).statusCode, 201, `the rules of ${Name} can be added without the preset`)
  }
  t.equal((await list(app)).length, 9)
  const unknown = (came: string, nearest: string) =>
    `The name of a preset must be one of rate-limit, maintenance, expired-token, wrong-subdomain, slow, flaky; got "${came}".${nearest}`
  for (const [name, nearest] of [['storm', ''], ['Fluky', ' The nearest is flaky.'], ['ratelimit', ' The nearest is rate-limit.']] as const) {
    const answer = await add(name, { Actions: [] })
    t.equal(answer.statusCode, 400)
    t.equal(answer.json().Message, unknown(name, nearest))
  }
  t.equal((await add('slow', { Actions: [] })).json().Message, 'Actions is unknown. Supported: Match, Times, TimeToLiveSeconds.')
  t.match((await add('slow', { Match: { Path: '/x' } })).json().Message, /^Rules\[0\] is invalid: no route of the API has the path \/x/)
})

t.test('a preset makes the same requests fail in every tenant, and other requests with another seed', async t => {
  const app = await buildTestApp(t)
  const failing = async (tenant: string, Seed?: number) => {
    await app.inject({ method: 'POST', url: `/${tenant}/_mock/faults/presets/flaky`, payload: Seed === undefined ? {} : { Match: { Seed } } })
    const calls: number[] = []
    for (let call = 1; call <= 60; call++) {
      const answer = await app.inject(imageInfoPath(1001, tenant)).catch(() => undefined)
      if (answer === undefined || 'x-mock-fault' in answer.headers) calls.push(call)
    }
    return calls
  }
  const first = await failing('Cust1')
  t.ok(first.length > 5)
  t.same(await failing('Cust2'), first)
  const seeded = await failing('Cust3', 7)
  t.strictNotSame(seeded, first)
  t.same(await failing('Cust4', 7), seeded)
})

t.test('a request sets a fault for itself by the header X-Mock-Fault', async t => {
  const app = await buildTestApp(t)
  const call = async (fault: string, options: InjectOptions = {}) => put(app, {}, { ...options, headers: { 'x-mock-fault': fault, ...options.headers } })
  const asked: [fault: string, status: number, body: RegExp, name?: string][] = [
    ['503', 503, /unavailable/],
    ['429; phase=after', 429, /Too many/, '429'],
    ['delay=20', 200, /"BlobId":\d/],
    ['DELAY=20;Phase=AFTER', 200, /"BlobId":\d/, 'DELAY=20'],
    ['truncate', 200, /^\{.*[^}]$/s],
    ['truncate=4', 200, /^\{"Bl$/],
    ['malform', 200, /^\{.*\uFFFD$/s],
    ['trickle=20', 200, /\}$/],
    ['rate-limit', 429, /Too many/],
    ['maintenance', 503, /unavailable/],
    ['expired-token', 401, /denied/],
    ['wrong-subdomain', 421, /Wrong subdomain/],
    ['flaky', 503, /unavailable/],
  ]
  for (const [fault, status, body, name = fault] of asked) {
    const answer = await call(fault)
    t.equal(answer.statusCode, status, fault)
    t.match(answer.body, body)
    t.equal(answer.headers['x-mock-fault'], name)
  }
  for (const fault of ['drop', 'reset', 'drop;phase=after']) await t.rejects(call(fault), { code: 'LIGHT_ECONNRESET' })
  await add(app, { Actions: [{ Action: 'Answer', Status: 500 }] })
  t.equal((await call('404')).statusCode, 404, 'the header takes precedence over rules')
  t.match(await list(app), [{ Met: 0 }])
  t.equal((await app.inject({ url: '/health', headers: { 'x-mock-fault': '503' } })).statusCode, 200)

  const unknown = (came: string) => 'The header X-Mock-Fault must be a status such as 503, a preset (rate-limit, maintenance, expired-token, wrong-subdomain, slow, flaky), ' +
    'or drop, reset, truncate, malform, delay=MILLISECONDS, truncate=BYTES or trickle=MILLISECONDS, optionally followed by ;phase=after and ;token=…; ' +
    `got ${came}.`
  const impossible = (reason: string) => `The header X-Mock-Fault is invalid: ${reason}.`
  const refused: [fault: string, message: string][] = [
    ['', unknown('""')],
    ['explode', unknown('"explode"')],
    ['503, drop', unknown('"503, drop"')],
    ['503;phase=never', unknown('"503;phase=never"')],
    ['503;token=secret;phase=after', unknown('"503;token=…"')],
    ['drop=3', unknown('"drop=3"')],
    ['flaky=3', unknown('"flaky=3"')],
    ['503=3', unknown('"503=3"')],
    ['delay=600001', unknown('"delay=600001"')],
    ['delay', impossible('Delay requires Milliseconds')],
    ['418', impossible('Answer requires a Status of 400, 401, 403, 404, 408, 409, 412, 421, 429, 500, 502, 503 or 504; got 418')],
    ['malform;phase=before', impossible('Malform applies to the response, so its Phase must be after')],
  ]
  for (const [fault, message] of refused) {
    const answer = await call(fault)
    t.equal(answer.statusCode, 400)
    t.equal(answer.json().Message, message)
  }
})

t.test('X-Mock-Fault needs the control token, and is ignored under CONTROL=off', async t => {
  const guarded = await buildTestApp(t, { controlToken: 's3cret' })
  const status = async (app: FastifyInstance, fault: string) =>
    (await app.inject({ url: imageInfoPath(), headers: { 'x-mock-fault': fault } })).statusCode
  const cases: [fault: string, status: number][] = [
    ['503', 403], ['503;token=secret', 403], ['503;token=s3cret', 503], ['503; phase=after; token=s3cret', 503], ['explode', 403], ['explode!', 400],
  ]
  for (const [fault, expected] of cases) t.equal(await status(guarded, fault), expected, fault)
  const refusal = await guarded.inject({ url: imageInfoPath(), headers: { 'x-mock-fault': '503' } })
  t.same(refusal.json(), {
    Message: 'The fault has been denied for this request.',
    MessageDetail: 'The header X-Mock-Fault must end with the value of SUPEROFFICE_MOCK_CONTROL_TOKEN, as in 503;token=….',
  })
  t.equal(await status(await buildTestApp(t, { control: 'off' }), '503'), 200)
})

async function receive (app: FastifyInstance, path: string, headers: Record<string, string>) {
  const { port } = app.server.address() as AddressInfo
  return new Promise<{ status: number | undefined, length: number, pieces: Buffer[], isWhole: boolean }>((resolve, reject) => {
    request({ port, path, headers }, message => {
      const pieces: Buffer[] = []
      message.on('data', piece => pieces.push(piece))
      // If the connection is closed before the response is complete, the message emits `error` before `close`.
      message.on('error', () => undefined)
      message.on('close', () => resolve({
        status: message.statusCode, length: Number(message.headers['content-length']), pieces, isWhole: message.complete,
      }))
    }).on('error', reject).end()
  })
}

t.test('faults truncate, malform or trickle responses on a socket', { skip: skipOnPostgres }, async t => {
  const app = await buildTestApp(t)
  const delays = recordDelays(t)
  const picture = await noisy({ width: 600, height: 400 }).png().toBuffer()
  const stored = await app.inject({ method: 'PUT', url: '/api/v1/Product/123/Image', headers: { 'content-type': 'image/png' }, payload: picture })
  t.equal(stored.statusCode, 200)
  await app.listen({ port: 0 })
  const answers: [path: string, headers: Record<string, string>][] = [
    [imageInfoPath(), {}],
    [imageInfoPath(), { accept: 'application/xml' }],
    ['/api/v1/Product/123/Image', {}],
    ['/api/v1/Product/999/Image', {}],
  ]
  for (const [path, headers] of answers) {
    const { rawPayload: whole } = await app.inject({ url: path, headers })
    const size = whole.length
    const faulty = async (...Actions: object[]) => {
      await app.inject({ method: 'DELETE', url: '/_mock/faults' })
      await add(app, { Actions })
      const { pieces, ...head } = await receive(app, path, headers)
      t.equal(head.length, size, 'the length is that of the whole')
      return { ...head, bytes: Buffer.concat(pieces) }
    }
    const truncations: [truncate: object, bytes: number][] = [
      [{}, Math.floor(size / 2)], [{ Fraction: 0.1 }, Math.floor(size * 0.1)], [{ Bytes: 7 }, 7], [{ Bytes: 0 }, 0], [{ Bytes: 1e9 }, size - 1],
    ]
    for (const [truncate, bytes] of truncations) {
      const answer = await faulty({ Action: 'Truncate', ...truncate })
      t.notOk(answer.isWhole)
      t.ok(answer.bytes.equals(whole.subarray(0, bytes)), `${path} ${JSON.stringify(truncate)}`)
    }

    const malformed = await faulty({ Action: 'Malform' })
    const half = Math.floor(size / 2)
    t.ok(malformed.isWhole)
    t.ok(malformed.bytes.equals(Buffer.concat([whole.subarray(0, half), Buffer.alloc(size - half, 0xFF)])))

    const piece = Math.ceil(size / 4)
    for (const trickle of [{ ChunkBytes: piece, Milliseconds: 15 }, { TotalMilliseconds: 45 }]) {
      delays.length = 0
      const trickled = await faulty({ Action: 'Trickle', ...trickle })
      t.ok(delays.length >= 3)
      t.ok(Math.abs(delays.reduce((sum, milliseconds) => sum + milliseconds) - 45) < 0.001)
      t.ok(trickled.isWhole && trickled.bytes.equals(whole))
    }

    const both = await faulty({ Action: 'Truncate', Bytes: 20 }, { Action: 'Trickle', ChunkBytes: 8, Milliseconds: 1 })
    t.ok(!both.isWhole && both.bytes.equals(whole.subarray(0, 20)))
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
  }
  await add(app, { Actions: [{ Action: 'Answer', Status: 503, Phase: 'after' }], Times: 1 })
  await add(app, { Actions: [{ Action: 'Drop', Phase: 'after' }], Times: 1 })
  t.equal((await receive(app, '/api/v1/Product/123/Image', {})).status, 503)
  await t.rejects(receive(app, '/api/v1/Product/123/Image', {}))
  t.ok((await app.inject('/api/v1/Product/123/Image')).rawPayload.equals(picture), 'what is stored is as it was')
})

t.test('faults alter error responses as well, but not responses without a body', async t => {
  const app = await buildTestApp(t)
  for (const Phase of ['before', 'after']) {
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
    await add(app, { Actions: [{ Action: 'Answer', Status: 503, Phase }, { Action: 'Malform' }, { Action: 'Truncate', Bytes: 3 }] })
    const { statusCode, headers, rawPayload } = await app.inject('/api/v1/Product/1001/Image')
    t.equal(statusCode, 503)
    t.ok(Number(headers['content-length']) > 60)
    t.equal(rawPayload.toString(), '{"M')
    t.match(await list(app), [{ Applied: 1, ActionsApplied: [1, 1, 1] }])
  }
  await app.inject({ method: 'DELETE', url: '/_mock/faults' })
  await add(app, { Actions: [{ Action: 'Malform' }, { Action: 'Trickle', TotalMilliseconds: 20 }] })
  t.equal((await app.inject({ method: 'DELETE', url: '/api/v1/Product/1001/Image' })).statusCode, 204)
  const head = await app.inject({ method: 'HEAD', url: imageInfoPath() })
  t.equal(head.rawPayload.length, 0)
  t.ok(Number(head.headers['content-length']) > 0)
  const empty = await app.inject({
    method: 'POST', url: '/api/v1/Agents/BLOB/GetBlobStream', headers: { accept: 'application/octet-stream' }, payload: { BlobEntityId: 999 },
  })
  t.same([empty.statusCode, empty.rawPayload.length], [200, 0])
})

t.test('the delay of a fault ends when the client disconnects, and slow chunks are sent at once when the server closes', { skip: skipOnPostgres }, async t => {
  const app = await buildTestApp(t)
  await app.listen({ port: 0 })
  const { port } = app.server.address() as AddressInfo
  await add(app, { Match: { Call: 1 }, Actions: [{ Action: 'Delay', Milliseconds: 600_000 }, { Action: 'Answer', Status: 503 }] })
  const gone = new AbortController()
  const asked = fetch(`http://127.0.0.1:${port}${imageInfoPath()}`, { signal: gone.signal })
  await until(async () => (await list(app))[0].Applied > 0)
  gone.abort()
  await t.rejects(asked)
  await until(async () => (await list(app))[0].ActionsApplied[1] > 0)

  await add(app, { Actions: [{ Action: 'Trickle', ChunkBytes: 100, Milliseconds: 600_000 }] })
  const trickled = receive(app, imageInfoPath(), {})
  await until(async () => (await list(app))[1].ActionsApplied[0] > 0)
  await app.close()
  t.ok((await trickled).isWhole)
})

t.test('a fault rule that is invalid or can never apply, and a rule after the thousandth, are refused with the reason', { skip: skipOnPostgres }, async t => {
  const app = await buildTestApp(t)
  const never = (reason: string) => `The rule is invalid: ${reason}. Nothing was added.`
  const noProperty = (property: string, nearest = '') => never(`no matching route of the API has a body with the property ${property}${nearest}`)
  const TRICKLE = never('Trickle requires either ChunkBytes and Milliseconds, or TotalMilliseconds')
  const DROP = [{ Action: 'Drop' }]
  const status = (received: string) => never(`Answer requires a Status of 400, 401, 403, 404, 408, 409, 412, 421, 429, 500, 502, 503 or 504; got ${received}`)
  const GATEWAY = { Action: 'Answer', Status: 502 }
  const refused: [rule: object, message: string][] = [
    [{ Actions: [{ Action: 'Explode' }] }, 'Actions[0].Action must be one of Delay, Answer, Drop, Reset, Truncate, Malform, Trickle; got "Explode".'],
    [{ Actions: DROP, Times: 0 }, 'Times must be an integer from 1 to 1000000000; got 0.'],
    [{ Actions: DROP, TimeToLiveSeconds: 0 }, never('TimeToLiveSeconds must be more than 0; got 0')],
    [{ Actions: DROP, Match: { Method: 'GRAB' } }, never('no route of the API with this path has the method GRAB; supported: GET, HEAD, POST, PUT, DELETE')],
    [{ Actions: DROP, Match: { Path: '/api/v1/Prodct' } }, never('no route of the API has the path /api/v1/Prodct; the nearest is /api/v1/Product')],
    [{ Actions: DROP, Match: { Method: 'put', Path: '/api/v1/Product/{id}/ImgeInfo' } }, never('no route of the API has the path /api/v1/Product/{id}/ImgeInfo; the nearest is PUT /api/v1/Product/{productId}/ImageInfo')],
    [{ Actions: DROP, Match: { Path: '/api/v1/Prodct/{productId}/*' } }, never('no route of the API has the path /api/v1/Prodct/{productId}/*; the nearest is /api/v1/Product/{productId}')],
    [{ Actions: DROP, Match: { Path: '/api/v1/Product?$top=1' } }, never('no route of the API has the path /api/v1/Product?$top=1; the nearest is /api/v1/Product')],
    [{ Actions: DROP, Match: { Path: '/Cust1/api/v1/Product' } }, never('the path /Cust1/api/v1/Product begins with a tenant; omit it and send the request to /{tenant}/_mock/faults')],
    [{ Actions: DROP, Match: { Path: '/{tenant}/api/*' } }, never('the path /{tenant}/api/* begins with a tenant; omit it and send the request to /{tenant}/_mock/faults')],
    [{ Actions: DROP, Match: { Path: '/api/v1/Product/*/Image' } }, never('the path /api/v1/Product/*/Image contains a * that is not the whole last segment, where it matches all that follows; {…} matches one segment')],
    [{ Actions: DROP, Match: { Header: { Name: 'Authorization:' } } }, never('"Authorization:" is not a valid header name, which consists of letters, digits and signs such as -, without colons and blanks')],
    [{ Actions: DROP, Match: { Path: '/health' } }, never('no route of the API has the path /health')],
    [{ Actions: DROP, Match: { Call: 1, EveryCall: 2 } }, never('Call and EveryCall must not be combined')],
    [{ Actions: DROP, Match: { Seed: 1 } }, never('Seed requires Probability')],
    [{ Actions: DROP, Match: { Probability: 0 } }, never('Probability must be more than 0 and at most 1; got 0')],
    [{ Actions: [{ Action: 'Drop', Status: 500 }] }, never('the action Drop does not support Status')],
    [{ Actions: DROP, Match: { Path: '/api/v1/Product/{id}/Image', Method: 'patch' } }, never('no route of the API with this path has the method patch; supported: GET, HEAD, DELETE, PUT, POST')],
    [{ Actions: DROP, Match: { Method: 'GET', Body: { Property: 'Description' } } }, noProperty('Description')],
    [{ Actions: DROP, Match: { Path: '/api/v1/Product/{id}/Image', Body: { Property: 'Description' } } }, noProperty('Description')],
    [{ Actions: DROP, Match: { Body: { Property: 'Descripton' } } }, noProperty('Descripton', '; the nearest is Description')],
    [{ Actions: DROP, Match: { Body: { Property: 'ExtraInfo.Name' } } }, noProperty('ExtraInfo.Name', '; the nearest is ExtraInfo[0].Name')],
    [{ Actions: DROP, Match: { Body: { Property: 'createdby.nam' } } }, noProperty('createdby.nam', '; the nearest is CreatedBy.Name')],
    [{ Actions: DROP, Match: { Body: { Property: 'x'.repeat(1000) } } }, noProperty('x'.repeat(1000))],
    [{ Actions: DROP, Match: { Call: 3 }, Times: 2 }, never('Call selects only one request, so Times must be 1; got 2')],
    [{ Actions: [...DROP, { Action: 'Malform' }] }, never('Actions[1] is never applied, because Actions[0] ends the request')],
    [{ Actions: [{ Action: 'Malform' }, { Action: 'Reset', Phase: 'after' }, { Action: 'Trickle', TotalMilliseconds: 1 }] }, never('Actions[2] is never applied, because Actions[1] ends the request')],
    [{ Actions: [{ Action: 'Answer', Status: 503 }, { Action: 'Malform' }, { Action: 'Delay', Milliseconds: 1 }] }, never('Actions[2] is never applied, because Actions[0] ends the request')],
    [{ Actions: [{ Action: 'Malform', Phase: 'before' }] }, never('Malform applies to the response, so its Phase must be after')],
    [{ Actions: [{ Action: 'Truncate', Bytes: 1, Fraction: 0.5 }] }, never('Truncate must not have both Bytes and Fraction')],
    [{ Actions: [{ Action: 'Truncate', Fraction: 1 }] }, never('Fraction must be at least 0 and less than 1; got 1')],
    [{ Actions: [{ Action: 'Trickle', ChunkBytes: 1 }] }, TRICKLE],
    [{ Actions: [{ Action: 'Trickle', Milliseconds: 1 }] }, TRICKLE],
    [{ Actions: [{ Action: 'Trickle' }] }, TRICKLE],
    [{ Actions: [{ Action: 'Trickle', Milliseconds: 1, TotalMilliseconds: 1 }] }, TRICKLE],
    [{ Actions: [{ Action: 'Trickle', ChunkBytes: 1, Milliseconds: 1, TotalMilliseconds: 1 }] }, TRICKLE],
    [{ Actions: [{ Action: 'Answer' }] }, status('nothing')],
    [{ Actions: [{ Action: 'Answer', Status: 418 }] }, status('418')],
    [{ Actions: [{ Action: 'Answer', Status: 500, RetryAfter: 1 }] }, never('RetryAfter requires the Status 429 or 503; got 500')],
    [{ Actions: [{ Action: 'Drop', Body: 'x' }] }, never('the action Drop does not support Body')],
    [{ Actions: [{ ...GATEWAY, Body: 5 }] }, never('Body must be a string, an object or an array; got 5')],
    [{ Actions: [{ ...GATEWAY, Body: null }] }, never('Body must be a string, an object or an array; got null')],
    [{ Actions: [{ ...GATEWAY, Body: 'ä'.repeat(32_769) }] }, never('Body must have at most 65536 bytes; got 65538')],
    [{ Actions: [{ ...GATEWAY, Headers: { 'a b': 'x' } }] }, never('"a b" is not a valid header name, which consists of letters, digits and signs such as -, without colons and blanks')],
    [{ Actions: [{ ...GATEWAY, Headers: { 'Content-Length': '5' } }] }, never('Headers must not have Content-Length, which the server sets')],
    [{ Actions: [{ ...GATEWAY, Headers: { 'X-A': 'x', 'x-a': 'y' } }] }, never('Headers has x-a twice, because names are case-insensitive')],
    [{ Actions: [{ ...GATEWAY, Headers: { 'X-A': 'x\r\nY: z' } }] }, never('the header X-A must have only Latin-1 characters and no control characters; got "x\\r\\nY: z"')],
    [{ Actions: [{ ...GATEWAY, Status: 503, RetryAfter: 1, Headers: { 'Retry-After': '5' } }] }, never('RetryAfter and the header Retry-After must not be combined')],
    [{ Actions: [{ ...GATEWAY, Headers: { Age: 5 } }] }, 'Actions[0].Headers.Age must be a string; got 5.'],
    [{ Actions: [{ ...GATEWAY, Headers: [] }] }, 'Actions[0].Headers must be an object; got an array.'],
    [{ Actions: [{ Action: 'Delay' }] }, never('Delay requires Milliseconds')],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 1, MaxMilliseconds: 2 }] }, never('MaxMilliseconds requires the Distribution uniform; got none')],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 1, Distribution: 'uniform' }] }, never('the Distribution uniform requires MaxMilliseconds; got none')],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 1, Sigma: 1, Distribution: 'fixed' }] }, never('Sigma requires the Distribution lognormal; got fixed')],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 2, MaxMilliseconds: 1, Distribution: 'uniform' }] }, never('MaxMilliseconds must be at least Milliseconds, which is 2; got 1')],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 2, Distribution: 'lognormal' }] }, never('the Distribution lognormal requires Sigma; got none')],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 2, Distribution: 'lognormal', Sigma: 5.1 }] }, never('Sigma must be at least 0 and at most 5; got 5.1')],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 2, Distribution: 'lognormal', Sigma: -1 }] }, never('Sigma must be at least 0 and at most 5; got -1')],
  ]
  for (const [payload, message] of refused) {
    const answer = await app.inject({ method: 'POST', url: '/_mock/faults', payload })
    t.equal(answer.statusCode, 400)
    t.equal(answer.json().Message, message)
  }
  t.same(await list(app), [])
  for (let rules = 0; rules < 1000; rules++) await add(app, { Actions: DROP })
  const answer = await app.inject({ method: 'POST', url: '/_mock/faults', payload: { Actions: DROP } })
  t.equal(answer.json().Message, 'A tenant can have at most 1000 fault rules. Remove some first.')
})
