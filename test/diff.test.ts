import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { diff } from '../src/cli/diff/diff.js'
import { loadConfig } from '../src/config/config.js'
import { createMockServer, type Har, type MockServer } from '../src/index.js'
import { temporaryFolder } from './helper.js'

const AUTHORIZATION = 'Basic dGplMDpUamUw'

/** Returns a function that returns the text that `console.log` received since the last call of the function. */
const printed = (t: Test) => {
  const captured = t.capture(console, 'log')
  return () => captured().map(({ args: [text] }) => String(text)).join('\n')
}

function writeJson (t: Test, name: string, value: unknown): string {
  const path = join(temporaryFolder(t), name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

/** Returns the HTTP archive of the requests that `use` sends to a mock. The seed of this mock differs from the shipped one. */
async function record (t: Test, use: (mock: MockServer) => Promise<void>): Promise<Har> {
  const mock = await createMockServer({ seed: { Products: [{ ProductId: 1001, Name: 'Enamel mug', RegisteredDate: '2020-01-01T00:00:00Z' }], NextIds: { Product: 5000 } } })
  t.teardown(() => mock.close())
  await use(mock)
  return mock.journal.har({ Limit: 1000 })
}

const call = (mock: MockServer, path: string, method = 'GET', body?: object) => mock.inject(path, {
  method, headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }),
})

t.test('the command diff prints each property in which responses of a mock differ from recorded ones', async t => {
  const har = await record(t, async mock => {
    await call(mock, '/api/v1/Product/1001?$select=Name')
    await call(mock, '/api/v1/Product/1001/ImageInfo')
    await mock.inject('/api/v1/Product/1001')
    await call(mock, '/api/v1/Product/1001/Image')
    await mock.inject('/health')
  })
  const archive = writeJson(t, 'recorded.har', har)
  await using mock = await createMockServer()
  const output = printed(t)
  const options = { url: mock.url, tenant: 'default', authorization: AUTHORIZATION }
  await t.rejects(diff(loadConfig(), options, archive), { message: /^4 requests were sent; \d responses differ from the recorded ones, in \d+ properties together\.$/ })
  const table = output()
  t.match(table, /^Method +Path +Property +Recorded +Mock$/m)
  t.match(table, /^GET +\/api\/v1\/Product\/1001\?\$select=Name +Body\.Name +"Enamel mug" +"Pocket lamp"$/m)
  t.match(table, /^GET +\/api\/v1\/Product\/1001\/Image +Status +404 +200$/m)
  t.notMatch(table, /Product\/1001 +Status/, 'a request without a credential is refused by both')
  await t.rejects(diff(loadConfig(), { ...options, json: true }, archive))
  const { Compared, Differences } = JSON.parse(output())
  t.equal(Compared, 4)
  t.match(Differences, [{ Method: 'GET', Property: 'Body.Name', Recorded: '"Enamel mug"', Mock: '"Pocket lamp"' }])

  const rules = writeJson(t, 'rules.json', {
    Rules: [
      { Property: 'body.name', As: 'type' }, { Property: 'Body.**', As: 'any' }, { Property: 'Body', As: 'any' }, { Property: 'Status', As: 'any' }, { Property: 'Header.*', As: 'any' },
    ]
  })
  await diff(loadConfig(), { ...options, rules }, archive)
  t.equal(output(), '4 requests were sent; all responses are as recorded.')
  await diff(loadConfig(), { ...options, rules, json: true }, archive)
  t.same(JSON.parse(output()), { Compared: 4, Differences: [] })
})

t.test('the command diff uses the ids of the mock in later requests, and rules can let any dates match', async t => {
  const har = await record(t, async mock => {
    const { ProductId } = Object(await (await call(mock, '/api/v1/Product', 'POST', { Name: 'Tin mug' })).json())
    t.equal(ProductId, 5000)
    await call(mock, `/api/v1/Product/${ProductId}`, 'PUT', { ProductId, Name: 'Tin mug, blue' })
    await call(mock, `/api/v1/Product/${ProductId}/ImageInfo`, 'PUT', { Description: 'Front view' })
    await call(mock, `/api/v1/Product/${ProductId}`, 'DELETE')
  })
  const archive = writeJson(t, 'recorded.har', har)
  await using mock = await createMockServer({ unknownProducts: 'reject' })
  const output = printed(t)
  const options = { url: mock.url, tenant: 'Replayed', authorization: AUTHORIZATION }
  const Rules = [{ Property: 'Body.ProductId', As: 'id' }, { Property: 'Body.BlobId', As: 'type' }, { Property: '**.AssociateId', As: 'type' }, { Property: '**.*Date', As: 'any' }, { Property: 'Body.UpdatedDate', As: 'date' }, { Property: 'Body.CreatedDate', As: 'date' }]
  await diff(loadConfig(), { ...options, rules: writeJson(t, 'rules.json', { Rules }) }, archive).catch((error: Error) => t.fail(`${error.message} ${output()}`))
  t.equal(output(), '4 requests were sent; all responses are as recorded.')
  t.match(await mock.tenant('Replayed').journal.entries(), [{ Status: 200 }, { Status: 200, Path: '/api/v1/Product/1004' }, {}, { Method: 'DELETE', Path: '/api/v1/Product/1004' }])

  const wrong = writeJson(t, 'wrong.json', { Rules: [{ Property: 'Body.Name', As: 'id' }, { Property: 'Body.ProductId', As: 'date' }] })
  await t.rejects(diff(loadConfig(), { ...options, tenant: 'Again', rules: wrong }, archive))
  const table = output()
  t.match(table, /Body\.ProductId +5000 +1004$/m)
  t.match(table, /Body\.Name +"Tin mug" +"Tin mug"$/m, 'texts are no ids')
})

t.test('the command diff compares JSON lists item by item, and bodies of other formats as a whole', async t => {
  const entry = (body: string, type: string, url = 'https://online.superoffice.com/Cust1/api/v1/thing', encoding?: string) => ({
    request: { method: 'post', url, headers: [{ name: ':path', value: '/' }, { name: 'Authorization', value: '(removed)' }, { name: 'X-Run', value: '1' }], postData: { text: 'eA==', _encoding: 'base64' } },
    response: { status: 200, headers: [{ name: 'Content-Type', value: type }], content: { text: body, ...(encoding && { encoding }) } },
  })
  let received = ''
  const server = createServer(async (request, response) => {
    received = `${request.method} ${request.url} ${request.headers['authorization']} ${request.headers['x-run']} ${(await request.toArray()).join('')}`
    response.writeHead(200, { 'X-SuperOffice-Mock': '1', 'Content-Type': request.headers['x-run'] === 'none' ? '' : types.shift() }).end(bodies.shift())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${Object(server.address()).port}`
  const types = ['application/json', 'application/xml; charset=utf-8', 'image/png', 'application/json']
  const bodies = ['[{"A":1,"B":2},3]', '<a>2</a>', 'x', '{"A":{"B":null}}']
  const har = {
    log: {
      entries: [
        entry('[{"A":1,"C":2}]', 'application/json'), entry('<a>1</a>', 'application/xml'), entry('eQ==', 'image/png', 'https://a/api', 'base64'), entry('{"A":{"B":[1]}}', 'text/json'),
        entry('', '', 'https://a/other'), entry('', '', 'no address'), { ...entry('', ''), response: { status: 0, headers: [], content: {} } },
      ]
    }
  }
  const output = printed(t)
  await t.rejects(diff(loadConfig(), { url, tenant: 'default', authorization: AUTHORIZATION, json: true }, writeJson(t, 'a.har', har)), { message: /^4 requests were sent; 4 responses differ/ })
  t.same(JSON.parse(output()).Differences.map(({ Property, Recorded, Mock }: Record<string, string>) => [Property, Recorded, Mock]), [
    ['Body[0].C', '2', '(missing)'], ['Body[0].B', '(missing)', '2'], ['Body[1]', '(missing)', '3'],
    ['Body', '"<a>1</a>"', '"<a>2</a>"'], ['Body', '"eQ=="', '"eA=="'], ['Header.Content-Type', '"text/json"', '"application/json"'], ['Body.A.B', '[1]', 'null'],
  ])
  t.equal(received, `POST /api/v1/thing ${AUTHORIZATION} 1 x`)

  types.push('application/json')
  bodies.push('[]')
  const withoutBody = entry('[]', 'application/json')
  await diff(loadConfig(), { url, tenant: 'default', authorization: AUTHORIZATION }, writeJson(t, 'get.har', { log: { entries: [{ ...withoutBody, request: { ...withoutBody.request, method: 'get' } }] } }))
  t.equal(received, `GET /api/v1/thing ${AUTHORIZATION} 1 `)
  output()

  const rules = writeJson(t, 'rules.json', { Rules: [{ Property: 'Body[*].*', As: 'type' }] })
  const one = entry('[{"A":[1],"B":null}]', 'application/json')
  for (const recorded of [one, { ...one, response: { ...one.response, content: {} } }]) {
    types.push('application/json')
    bodies.push('[{"A":[2],"B":null}]')
    await diff(loadConfig(), { url, tenant: 'default', authorization: AUTHORIZATION, rules }, writeJson(t, 'one.har', { log: { entries: [recorded] } }))
    t.equal(output(), '1 request was sent; all responses are as recorded.')
    types.push('application/json')
    bodies.push('[{"A":[1],"B":true}]')
    await t.rejects(diff(loadConfig(), { url, tenant: 'default', authorization: AUTHORIZATION }, writeJson(t, 'one.har', { log: { entries: [one] } })),
      { message: '1 request was sent; 1 response differs from the recorded one, in 1 property.' })
    output()
  }
})

t.test('the command diff trusts the authority of a mock with --tls, from the file next to the database or from --ca', async t => {
  const folder = temporaryFolder(t)
  const database = join(folder, 'mock.db')
  await using mock = await createMockServer({ database, tls: 'on' })
  const archive = writeJson(t, 'recorded.har', await record(t, async mock => {
    await call(mock, '/api/v1/Product/1001/ImageInfo', 'PUT', { Description: 'Front view' })
  }))
  const rules = writeJson(t, 'rules.json', { Rules: [{ Property: 'Body.Description', As: 'type' }, { Property: '**', As: 'any' }] })
  const output = printed(t)
  const options = { url: mock.url, tenant: 'default', authorization: AUTHORIZATION, rules }
  for (const [settings, ca] of [[{ database }, undefined], [{ database: ':memory:' }, `${database}.ca.pem`]] as const) {
    await diff({ ...loadConfig(), ...settings }, { ...options, ...(ca !== undefined && { ca }) }, archive)
    t.equal(output(), '1 request was sent; all responses are as recorded.')
  }
  await t.rejects(diff({ ...loadConfig(), database: ':memory:' }, options, archive), { name: 'MockError', message: /trust its authority by --ca/ })
  await t.rejects(diff(loadConfig(), { ...options, ca: archive }, archive), { message: /--ca must be the path of a PEM file\.$/ })
})

t.test('the command diff fails with a message if the archive, a rule, the server or the credential cannot be used', async t => {
  const options = { url: 'http://127.0.0.1:1', tenant: 'default', authorization: AUTHORIZATION }
  const archive = writeJson(t, 'a.har', { log: { entries: [{ request: { method: 'GET', url: 'http://a/api', headers: [] }, response: { status: 401, headers: [], content: {} } }] } })
  const refused: [path: string, rules: unknown, message: RegExp][] = [
    [join(temporaryFolder(t), 'none.har'), undefined, /^The archive .*none\.har cannot be read \(.*\)\. It must be a HAR file\.$/],
    [writeJson(t, 'b.har', { log: {} }), undefined, /^The archive .*b\.har is invalid at \/log\/entries, which must be an array/],
    [writeJson(t, 'c.har', { log: { entries: [] } }), undefined, /must have a request with a path below \/api and its response; got 0 other entries\.$/],
    [archive, { Rules: [{ Property: 'Body', As: 'date' }, { Property: '', As: 'same' }] }, /^The rules file .* is invalid at \/Rules\/1\/Property, .*\/Rules\/1\/As must be one of any, type, date, id; got "same"\.$/],
    [archive, undefined, /^No mock responds at http:\/\/127\.0\.0\.1:1 /],
  ]
  for (const [path, rules, message] of refused) {
    await t.rejects(diff(loadConfig(), { ...options, ...(rules !== undefined && { rules: writeJson(t, 'rules.json', rules) }) }, path), { message })
  }
  const server = createServer((request, response) => response.writeHead(request.headers.authorization === undefined ? 404 : 500).end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${Object(server.address()).port}`
  await t.rejects(diff(loadConfig(), { ...options, url }, archive), { message: `The server at ${url} is not a superoffice-mock; the status of its response was 404.` })
  const entry = (name: string, value: string) => ({ request: { method: 'GET', url: 'http://a/api', headers: [{ name, value }] }, response: { status: 401, headers: [], content: {} } })
  for (const [name, value] of [['X Run', '1'], ['X-Run', 'a\nb']] as const) {
    const path = writeJson(t, 'd.har', { log: { entries: [entry('X-Run', '1'), entry(name, value)] } })
    await t.rejects(diff(loadConfig(), options, path), {
      name: 'Error', message: `The archive ${path} is invalid at /log/entries/1/request/headers, which must have valid names and values; got an invalid "${name.toLowerCase()}".`,
    })
  }
  const short = createServer((_request, response) => {
    response.writeHead(200, { 'X-SuperOffice-Mock': '1', 'Content-Length': 9 }).write('{', () => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(short, 'listening')
  t.teardown(() => short.close())
  const shortUrl = `http://127.0.0.1:${Object(short.address()).port}`
  await t.rejects(diff(loadConfig(), { ...options, url: shortUrl }, archive), {
    name: 'MockError', message: `The response of the mock at ${shortUrl} to /log/entries/0, GET /api, is incomplete (other side closed).`,
  })
  await t.rejects(diff(loadConfig(), { ...options, authorization: 'a\nb' }, archive), { message: /^--authorization must be ASCII letters, digits and signs/ })
})
