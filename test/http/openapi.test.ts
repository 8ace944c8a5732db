import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import type { Config } from '../../src/config/config.js'
import { buildTestApp, control, imageInfoPath, put, readDocument, temporaryFolder } from '../helper.js'

interface Schema {
  readonly default?: unknown
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
}

interface Body {
  readonly required?: boolean
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
  readonly headers?: Readonly<Record<string, object>>
}

interface Operation {
  readonly operationId?: string
  readonly security?: readonly object[]
  readonly parameters?: readonly { readonly name: string, readonly required: boolean, readonly schema: Schema }[]
  readonly requestBody?: Body
  readonly responses: Readonly<Record<string, Body>>
}

interface Server {
  readonly url: string
  readonly variables?: Readonly<Record<string, { readonly default: string }>>
}

interface Document {
  readonly externalDocs?: { readonly url: string }
  readonly servers: readonly Server[]
  readonly security?: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const DOCUMENTS = ['/openapi.json', '/_mock/openapi.json'] as const

async function readOpenApi (t: Test, url: typeof DOCUMENTS[number], settings: Partial<Config> = {}): Promise<Document> {
  return readDocument(await buildTestApp(t, { auth: 'any', ...settings }), url)
}

const listOperations = ({ paths }: Document) => Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({ call: `${method} ${path}`, operation })))

t.test('every operation of both OpenAPI documents has a unique id', async t => {
  for (const url of DOCUMENTS) {
    const ids = listOperations(await readOpenApi(t, url)).map(({ call, operation: { operationId = call } }) => operationId)
    t.same(ids.filter(id => !/^[a-z]\w+$/i.test(id)), [], 'an id is a name in most languages')
    t.equal(new Set(ids).size, ids.length)
  }
  const ids = listOperations(await readOpenApi(t, '/_mock/openapi.json')).map(({ operation }) => operation.operationId)
  for (const id of ['getFaults', 'postFaults', 'deleteFaultsById', 'postFaultsPresetsByName']) t.ok(ids.includes(id), id)
})

t.test('operations in the OpenAPI documents require a credential, except those that respond without one', async t => {
  const open = ['get /health', 'get /ready', 'get /api', 'get /api/v1', 'get /api/state/{tenant}']
  const document = await readOpenApi(t, '/openapi.json')
  t.same(document.security, [{ basic: [] }, { soTicket: [] }, { bearer: [] }, { xsrf: [], xsrfCookie: [] }])
  for (const { call, operation: { security } } of listOperations(document)) t.same(security, open.includes(call) ? [] : undefined, call)
  t.same((await readOpenApi(t, '/openapi.json', { auth: 'off' })).security, [])
  const control = await readOpenApi(t, '/_mock/openapi.json')
  t.same(control.security, [{ token: [] }, {}])
})

t.test('both OpenAPI documents list two server addresses: / and the absolute address of a tenant', async t => {
  for (const url of DOCUMENTS) {
    const { externalDocs, servers } = await readOpenApi(t, url)
    if (externalDocs !== undefined) t.ok(URL.canParse(externalDocs.url), externalDocs.url)
    t.same(servers.map(buildAddress), ['/', 'http://127.0.0.1:3000/Cust12345'])
  }
})

t.test('the server address for tenants has the port on which the mock listens', async t => {
  const app = await buildTestApp(t)
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  for (const url of DOCUMENTS) t.same((await app.inject(url)).json().servers.map(buildAddress), ['/', `${address}/Cust12345`])
})

const buildAddress = ({ url, variables = {} }: Server) =>
  Object.entries(variables).reduce((address, [name, variable]) => address.replace(`{${name}}`, variable.default), url)

t.test('in the OpenAPI documents, optional properties of request bodies are not required, and neither these properties nor required parameters have a default', async t => {
  for (const url of DOCUMENTS) {
    for (const { call, operation: { parameters = [], requestBody } } of listOperations(await readOpenApi(t, url))) {
      t.notOk(parameters.some(({ required, schema }) => required && 'default' in schema), `parameters of ${call}`)
      // Properties of request bodies must not have a default, because some generators treat a property with a default as required.
      for (const { schema } of Object.values(requestBody?.content ?? {})) t.same(schemasWithin(schema).filter(part => 'default' in part), [], call)
    }
  }
  const { paths } = await readOpenApi(t, '/openapi.json')
  const findRequestBody = (path: string) => paths[path]?.['post']?.requestBody
  t.equal(findRequestBody('/api/v1/Product')?.content?.['application/json']?.schema.required, undefined)
  t.same(findRequestBody('/api/v1/Agents/BLOB/ChangeProductImage')?.content?.['application/json']?.schema.required, ['ProductId', 'BlobId'])
  const control = await readOpenApi(t, '/_mock/openapi.json')
  t.same(listOperations(control).filter(({ operation }) => operation.requestBody?.required === false).map(({ call }) => call), ['post /_mock/faults/presets/{name}'])
})

t.test('repeated parts of an OpenAPI document are named components', async t => {
  const app = await buildTestApp(t)
  for (const [url, largest] of [['/openapi.json', 200_000], ['/_mock/openapi.json', 135_000]] as const) {
    const { body } = await app.inject(url)
    t.ok(body.length < largest, `${body.length} bytes`)
    const document: Document = JSON.parse(body)
    const inPlace = listOperations(document).flatMap(({ operation: { requestBody, responses } }) => [
      ...[requestBody ?? []].flat(), ...Object.values(responses).flatMap(({ headers = {} }) => Object.values(headers)),
    ]).filter(part => !('$ref' in part)).map(part => JSON.stringify(part))
    t.equal(new Set(inPlace).size, inPlace.length, 'nothing that is written out is written twice')
  }
  const { paths, components } = (await app.inject('/openapi.json')).json()
  const names = {
    schemas: ['Associate', 'BlobEntity', 'BlobEntityBody', 'BlobId', 'ErrorBody', 'Product'],
    examples: ['BlobEntity', 'BlobEntityBody', 'Product', 'ProductBody'],
    headers: ['SO-TimeZone', 'Vary', 'Retry-After'],
    parameters: ['SO-Language', 'If-Unmodified-Since', 'productId', 'select'],
    responses: ['BadRequest', 'NotFound', 'BlobEntity', 'NoContent', 'Default'],
    requestBodies: ['BlobEntityBody', 'ProductBody', 'Image'],
  }
  for (const [kind, some] of Object.entries(names)) t.same(some.filter(name => !(name in components[kind])), [], kind)
  const { 404: missing } = paths['/api/v1/Person/{personId}/Image'].get.responses
  t.same(missing, { $ref: '#/components/responses/NotFound', description: 'The owner does not exist, or has no image and ifBlank names no placeholder.' }, 'a reference has its special description')
  const errors = Object.values<Body>(components.responses).filter(({ content = {} }) => JSON.stringify(content).includes('/ErrorBody'))
  t.ok(errors.every(({ content = {} }) => !('image/png' in content)), 'no error is a picture')
})

t.test('the OpenAPI document lists SO-TimeZone for exactly the statuses whose responses can have this header', async t => {
  const users = join(temporaryFolder(t), 'users.json')
  writeFileSync(users, JSON.stringify([{ Name: 'anna', Password: '', Tokens: [{ Token: 'old', Expires: '2020-01-01T00:00:00Z' }] }]))
  const app = await buildTestApp(t, {
    auth: 'users', users, expiredToken: '403', notAcceptable: 'strict', unknownProducts: 'reject', maxTenants: 1, bodyLimit: 2000,
  })
  t.equal((await control(app, 'POST', 'rights', { Match: { ProductId: 1002 }, TableRight: { Mask: 'None' } })).status, 201)
  const accepted = { authorization: `Basic ${Buffer.from('anna:').toString('base64')}`, 'so-timezone': 'NO' }
  const url = imageInfoPath(1001)
  const requests: [method: 'GET' | 'PUT', status: string, name: string | undefined, request: { url?: string, headers?: Record<string, string>, body?: unknown }][] = [
    ['GET', '304', 'NO', { headers: { 'if-modified-since': 'Fri, 31 Dec 2049 23:59:59 GMT' } }],
    ['GET', '412', 'NO', { headers: { 'if-unmodified-since': 'Sun, 06 Nov 1994 08:49:37 GMT' } }],
    ['PUT', '200', 'NO', {}],
    ['PUT', '400', undefined, { headers: { 'so-timezone': 'XX' } }],
    ['PUT', '400', 'NO', { url: imageInfoPath('abc') }],
    ['PUT', '401', undefined, { headers: { authorization: '' } }],
    ['PUT', '401', undefined, { headers: { authorization: 'Bearer unknown' } }],
    ['PUT', '403', undefined, { headers: { authorization: 'Bearer old' } }],
    ['PUT', '403', 'NO', { url: imageInfoPath(1002) }],
    ['PUT', '404', 'NO', { url: imageInfoPath(99) }],
    ['PUT', '406', 'NO', { headers: { accept: 'image/png' } }],
    ['PUT', '409', 'NO', { headers: { 'content-type': 'application/json-patch+json' }, body: [{ op: 'test', path: '/Description', value: 'x' }] }],
    ['PUT', '412', 'NO', { headers: { 'if-unmodified-since': 'Sun, 06 Nov 1994 08:49:37 GMT' } }],
    ['PUT', '413', 'NO', { body: { Description: 'x'.repeat(2000) } }],
    ['PUT', '415', 'NO', { headers: { 'content-type': 'text/plain' } }],
    ['PUT', '503', 'NO', { url: imageInfoPath(1001, 'One') }],
    // A fault that replaces the response after the handler ran.
    ['PUT', 'default', 'NO', { headers: { 'x-mock-fault': '502;phase=after' } }],
  ]
  const { paths } = await readDocument(app)
  const { get, put: save } = paths['/api/v1/Product/{productId}/ImageInfo']
  const withHeader = new Set<string>()
  for (const [method, status, name, { headers, body, ...request }] of requests) {
    const answer = await put(app, method === 'GET' ? '' : body ?? {}, { method, url, ...request, headers: { ...accepted, ...headers } })
    t.equal(answer.statusCode, status === 'default' ? 502 : Number(status), JSON.stringify([method, request, headers]))
    t.equal(answer.headers['so-timezone'], name, `${method} with ${status}`)
    if (name !== undefined) withHeader.add(`${method} ${status}`)
  }
  const requested = new Set(requests.map(([method, status]) => `${method} ${status}`))
  for (const [method, { responses }] of Object.entries<Operation>({ GET: get, PUT: save })) {
    for (const [status, { headers = {} }] of Object.entries(responses)) {
      if (requested.has(`${method} ${status}`)) t.equal('SO-TimeZone' in headers, withHeader.has(`${method} ${status}`), `${method} with ${status}`)
    }
  }
  t.notOk('SO-TimeZone' in paths['/api'].get.responses['200'].headers, 'a route without authentication')
})

t.test('OpenAPI documents are compressed for clients that prefer gzip', async t => {
  const app = await buildTestApp(t)
  const encodings: [accepted: string | undefined, encoding: string | undefined][] = [
    [undefined, undefined], ['', undefined], ['br', undefined], ['identity', undefined], ['gzip;q=0', undefined], ['gzip;q=0.5, identity', undefined],
    ['identity;q=0, *;q=0', undefined],
    ['gzip', 'gzip'], ['gzip, deflate, br', 'gzip'], ['GZIP', 'gzip'], ['br;q=1, gzip;q=0.8, *;q=0.1', 'gzip'], ['gzip, identity;q=0.5', 'gzip'], ['*', 'gzip'],
  ]
  for (const url of DOCUMENTS) {
    const { body } = await app.inject(url)
    for (const [accepted, encoding] of encodings) {
      const options = { url, headers: accepted === undefined ? {} : { 'accept-encoding': accepted } }
      const { headers, rawPayload } = await app.inject(options)
      t.equal(headers['content-encoding'], encoding, `${url} for ${accepted}`)
      t.equal(headers.vary, 'Accept-Encoding, Origin')
      t.equal(headers['content-length'], String(rawPayload.length))
      t.equal((encoding === undefined ? rawPayload : gunzipSync(rawPayload)).toString(), body)
      t.equal((await app.inject({ ...options, method: 'HEAD' })).headers['content-length'], headers['content-length'])
    }
    const compressed = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } })
    t.ok(compressed.rawPayload.length < body.length / 5, `${compressed.rawPayload.length} bytes`)
  }
})

function schemasWithin (schema: object): object[] {
  const { properties, ...keywords } = { properties: {}, ...schema }
  const parts: unknown[] = [...Object.values(properties), ...Object.values(keywords).flat()]
  return [schema, ...parts.flatMap(part => typeof part === 'object' && part !== null ? schemasWithin(part) : [])]
}
