import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import Database from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { Int32, Words } from '../../src/carriers/scalars.js'
import { VERSION } from '../../src/config/version.js'
import { buildTestApp, imageInfoPath, put, temporaryFolder, readDocument } from '../helper.js'
import { until } from '../waiting.js'

const MARK = 'x-superoffice-mock'

async function sendBytes (app: FastifyInstance, bytes: string): Promise<string> {
  const { port } = new URL(app.listeningOrigin)
  const socket = connect(Number(port), '127.0.0.1')
  socket.end(bytes)
  return (await socket.setEncoding('utf8').toArray()).join('')
}

t.test('successful and refused responses have the headers X-SuperOffice-Mock and X-Content-Type-Options', async t => {
  const app = await buildTestApp(t)
  const urls = ['/health', '/ready', '/docs/', '/openapi.json', imageInfoPath(), imageInfoPath(0), '/nothing', '/%zz', '/a.b/api/v1', '/docs/static/nothing']
  for (const url of urls) t.equal((await app.inject(url)).headers[MARK], VERSION, url)
  t.equal((await put(app, '{bad')).headers[MARK], VERSION)
  for (const url of urls) t.equal((await app.inject(url)).headers['x-content-type-options'], 'nosniff', url)
  t.match(VERSION, /^\d+\.\d+\.\d+/)
})

t.test('a request to an unknown path is refused with 404, even if its body is malformed', async t => {
  const app = await buildTestApp(t)
  for (const url of ['/nothing', '/api/v1/Product/1/Nothing', '/Cust1/api/v2/Product/1/ImageInfo', '/Cust1/health', '/a/b/api/v1/Product/1/ImageInfo']) {
    for (const answer of [await app.inject(url), await put(app, '{bad', { url })]) {
      t.equal(answer.statusCode, 404)
      t.equal(answer.json().Message, `No HTTP resource was found that matches the request URI '${url}'.`)
    }
  }
})

t.test('an unknown path below /docs is refused with 404', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject('/docs/static/nothing')
  t.equal(answer.statusCode, 404)
  t.same(answer.json(), { Message: "No HTTP resource was found that matches the request URI '/docs/static/nothing'." })
})

t.test('a path that cannot be decoded is refused with 400', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject(imageInfoPath('%zz'))
  t.equal(answer.statusCode, 400)
  t.match(answer.json(), { Message: 'The request is invalid.', MessageDetail: /"\/api\/v1\/Product\/%zz\/ImageInfo" cannot be decoded/ })
})

t.test('CORS_ORIGINS determines the origins whose pages may send requests', async t => {
  const page = 'https://shop.example'
  const preflight = { origin: page, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization,content-type,so-timezone' }
  const cors = (headers: Record<string, unknown>) => Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))
  const EXPOSED = { 'access-control-expose-headers': `Allow, Retry-After, SO-TimeZone, WWW-Authenticate, x-mock-fault, ${MARK}, ${MARK}-violations` }
  const readBy = async (app: FastifyInstance, origin: string) => cors((await app.inject({ url: imageInfoPath(), headers: { origin } })).headers)

  t.test('by default, pages of every origin may send requests, and preflights need no credential', async t => {
    const app = await buildTestApp(t, { auth: 'any' })
    for (const url of [imageInfoPath(), imageInfoPath(1, 'Cust1'), '/health', '/nothing', '/%zz']) {
      const answer = await app.inject({ method: 'OPTIONS', url, headers: preflight })
      t.equal(answer.statusCode, 204)
      t.equal(answer.body, '')
      t.same(cors(answer.headers), {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS',
        'access-control-allow-headers': preflight['access-control-request-headers'],
        'access-control-max-age': '7200',
      })
      t.equal(answer.headers.vary, 'Origin, Access-Control-Request-Headers')
    }
    const { 'access-control-request-headers': _, ...simple } = preflight
    t.notHas(cors((await app.inject({ method: 'OPTIONS', url: '/health', headers: simple })).headers), { 'access-control-allow-headers': String })
    const refused = await app.inject({ url: imageInfoPath(), headers: { origin: page } })
    t.equal(refused.statusCode, 401)
    t.same(cors(refused.headers), { 'access-control-allow-origin': '*', ...EXPOSED })
    t.same(cors((await app.inject({ url: '/%zz', headers: { origin: page } })).headers), { 'access-control-allow-origin': '*', ...EXPOSED })
    t.same(cors((await app.inject(imageInfoPath())).headers), {})
    t.equal((await app.inject({ method: 'OPTIONS', url: imageInfoPath(), headers: { origin: page } })).statusCode, 405, 'no preflight')
  })

  t.test('every response has Vary: Origin, even for a request without Origin', async t => {
    for (const corsOrigins of ['*', page, 'none']) {
      const app = await buildTestApp(t, { corsOrigins })
      const urls = [imageInfoPath(), imageInfoPath(0), '/api/v1/Product/1001/Image', '/api', '/api/v1', '/api/state/Cust1', '/health', '/openapi.json', '/docs/', '/',
        '/_mock/tenants', '/_mock/openapi.json', '/nothing', '/%zz', '/a.b/api/v1']
      for (const url of urls) {
        for (const headers of [{}, { origin: page }, { origin: 'null' }]) t.match((await app.inject({ url, headers })).headers.vary, /(^|, )Origin(,|$)/, url)
      }
    }
  })

  t.test('CORS_ORIGINS allows pages of the listed origins, of all origins with *, or of none, and any other value prevents the start', async t => {
    const app = await buildTestApp(t, { corsOrigins: ` ${page}  http://localhost:5173 ` })
    for (const origin of [page, 'http://localhost:5173']) {
      t.same(await readBy(app, origin), { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', ...EXPOSED })
    }
    for (const origin of ['http://shop.example', 'https://shop.example:8443', 'null']) t.same(await readBy(app, origin), {})
    t.equal((await app.inject({ method: 'OPTIONS', url: imageInfoPath(), headers: { ...preflight, origin: 'null' } })).statusCode, 405)
    t.same(await readBy(await buildTestApp(t, { corsOrigins: 'none' }), page), {})
    t.same(await readBy(await buildTestApp(t, { corsOrigins: `${page} *` }), 'null'), { 'access-control-allow-origin': '*', ...EXPOSED })
    for (const wrong of ['shop.example', 'https://shop.example/', 'https://shop.example none', '**']) {
      await t.rejects(buildTestApp(t, { corsOrigins: wrong }), { message: /^SUPEROFFICE_MOCK_CORS_ORIGINS must be origins such as http:\/\/localhost:5173 separated by blanks, \*, or none; got ".*"\.$/ })
    }
  })
})

t.test('query parameters are validated by the schema of their route', async t => {
  const app = await buildTestApp(t)
  const properties = {
    blobEntityId: Type.Integer({ format: 'int32', minimum: 1, maximum: 100 }),
    $select: Type.Optional(Type.String()),
    w: Type.Optional(Int32({ default: undefined })),
    $jsonSafe: Type.Optional(Type.Boolean()),
    ifBlank: Type.Optional(Words(['Null', 'ClearPixel'])),
    $output: Type.Optional(Words(['Logical', 'Display'], { default: undefined })),
  }
  app.get('/open', { schema: { querystring: Type.Object(properties) } }, async ({ query }) => query)
  app.get('/closed', { schema: { querystring: Type.Partial(Type.Object(properties), { additionalProperties: false }) } }, async ({ query }) => query)

  const taken: [url: string, query: object][] = [
    ['/open?blobEntityId=7', { blobEntityId: 7, ifBlank: 'Null' }],
    ['/open?BLOBENTITYID=%2B7&$Select=a,%20b&W=-2147483648&$JSONSAFE=True&ifblank=clearpixel&$output=DISPLAY',
      { blobEntityId: 7, $select: 'a, b', w: -2147483648, $jsonSafe: true, ifBlank: 'ClearPixel', $output: 'Display' }],
    ['/open?blobEntityId=7&$select=&w=&$jsonSafe=&ifBlank=', { blobEntityId: 7, ifBlank: 'Null' }],
    ['/open?blobEntityId=7&other=1&__proto__=2&$top&=', { blobEntityId: 7, ifBlank: 'Null' }],
    ['/open?blobEntityId=7&$select=%zz%00+x', { blobEntityId: 7, $select: '%zz%00 x', ifBlank: 'Null' }],
    ['/closed?$jsonSafe=false', { $jsonSafe: false, ifBlank: 'Null' }],
    ['/closed', { ifBlank: 'Null' }],
  ]
  for (const [url, query] of taken) t.same((await app.inject(url)).json(), query, url)

  const nullEntry = "The parameters dictionary contains a null entry for parameter '"
  const refused: [url: string, message: string][] = [
    ['/open', `${nullEntry}blobEntityId' of non-nullable type 'System.Int32': it is required and must have a value.`],
    ['/open?blobEntityId=', `${nullEntry}blobEntityId' of non-nullable type 'System.Int32': it is required and must have a value.`],
    ['/open?blobEntityId=1.0', `${nullEntry}blobEntityId' of non-nullable type 'System.Int32': it must be an integer from 1 to 100; got "1.0".`],
    ['/open?blobEntityId=2147483648', `${nullEntry}blobEntityId' of non-nullable type 'System.Int32': it must be an integer from 1 to 100; got "2147483648".`],
    ['/open?blobEntityId=7&$jsonSafe=1', `${nullEntry}$jsonSafe' of non-nullable type 'System.Boolean': it must be true or false; got "1".`],
    ['/open?blobEntityId=7&$output=0', `${nullEntry}$output': it must be one of Logical, Display; got "0".`],
    ['/open?blobEntityId=0', 'blobEntityId must be an integer from 1 to 100; got 0.'],
    ['/open?blobEntityId=101', 'blobEntityId must be an integer from 1 to 100; got 101.'],
    ['/open?blobEntityId=7&w=1&w=1', 'The parameter w must be sent once; got 2.'],
    ['/open?blobEntityId=7&w=1&W=&w=2', 'The parameter w must be sent once; got 3.'],
    ['/closed?$Top=1', 'Unknown parameter "$Top". Supported: blobEntityId, $select, w, $jsonSafe, ifBlank, $output.'],
  ]
  for (const [url, message] of refused) {
    const answer = await app.inject(url)
    t.equal(answer.statusCode, 400, url)
    const { Message, MessageDetail = Message } = answer.json()
    t.equal(MessageDetail, message, url)
  }
})

t.test('a request to a known path with an unsupported method is refused with 405 and Allow', async t => {
  const app = await buildTestApp(t)
  for (const method of ['POST', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'] as const) {
    const answer = await app.inject({ method: method as 'POST', url: imageInfoPath(1, 'Cust1'), headers: { 'content-type': 'x/y' }, payload: 'x' })
    t.equal(answer.statusCode, 405)
    t.equal(answer.headers.allow, 'GET, HEAD, PUT')
    t.same(answer.json(), {
      Message: `The requested resource does not support http method '${method}'.`,
      MessageDetail: 'It supports GET, HEAD, PUT.',
    })
  }
  t.equal((await app.inject({ method: 'PUT', url: '/health' })).headers.allow, 'GET, HEAD')
})

t.test('HEAD returns the status and headers of GET without a body', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject({ method: 'HEAD', url: imageInfoPath(1001) })
  t.equal(answer.statusCode, 200)
  t.equal(answer.body, '')
  t.equal(answer.headers['last-modified'], 'Mon, 04 Mar 2024 09:15:00 GMT')

  const since = { 'if-modified-since': String(answer.headers['last-modified']) }
  const calls: [url: string, status: number, headers?: Record<string, string>][] = [
    [imageInfoPath(1001), 200], [imageInfoPath(1001), 200, { accept: 'application/xml' }], [imageInfoPath(1001), 304, since],
    [imageInfoPath('x'), 400], [imageInfoPath(1001).replace('Info', ''), 200], ['/_mock/state', 200], ['/', 200],
    ['/openapi.json', 200], ['/nothing', 404],
  ]
  for (const [url, status, headers = {}] of calls) {
    const head = await app.inject({ method: 'HEAD', url, headers })
    const get = await app.inject({ url, headers })
    t.same([head.statusCode, head.body], [status, ''], url)
    const { 'transfer-encoding': _ofStream, ...headersOfGet } = get.headers
    t.same({ ...head.headers, date: '' }, { ...headersOfGet, date: '' }, url)
  }
})

t.test('ERROR_MESSAGE_KEY=ErrorMessage renames the message in error bodies of SuperOffice, but not in error bodies of the framework', async t => {
  const app = await buildTestApp(t, { errorMessageKey: 'ErrorMessage', unknownProducts: 'reject' })
  t.same((await app.inject(imageInfoPath())).json(), {
    Error: true, ErrorType: 'SoNotFoundException', ErrorMessage: 'Product id 123 not found',
    ErrorSource: 'SuperOffice.Services.Implementation',
  })
  t.match((await app.inject('/nothing')).json(), { Message: /No HTTP resource/ })
})

t.test('malformed and unsupported HTTP requests are refused with 400, 405, 417 or 431, and the server continues to respond', async t => {
  const app = await buildTestApp(t)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const malformed = await sendBytes(app, 'nonsense\r\n\r\n')
  t.match(malformed, /^HTTP\/1\.1 400 Bad Request\r\n/)
  t.match(malformed, `${MARK}: ${VERSION}`)
  t.match(malformed, '{"Message":"The request is invalid.","MessageDetail":"The request must be well-formed HTTP/1.1."}')
  const refused = async (head: string, status: RegExp, sentence: string) => {
    const answer = await sendBytes(app, `${head}\r\n\r\n`)
    t.match(answer, status)
    t.match(answer, `${MARK}: ${VERSION}`)
    t.match(answer, sentence)
  }
  await refused('GET /health HTTP/1.1\r\nConnection: close', /^HTTP\/1\.1 400 /, 'The request must have a Host header')
  await refused('GET /health HTTP/1.1\r\nHost: x\r\nHOST: x\r\nConnection: close', /^HTTP\/1\.1 400 /, 'The request must have one Host header; got 2.')
  await refused('GET /health HTTP/1.1\r\nHost: x\r\nExpect: miracle', /^HTTP\/1\.1 417 /, 'The header Expect must be 100-continue; got miracle.')
  await refused('CONNECT x:1 HTTP/1.1\r\nHost: x', /^HTTP\/1\.1 405 /, "does not support http method 'CONNECT'")
  t.match(await sendBytes(app, 'GET /health HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /)
  t.match(await sendBytes(app, 'GET /api/v1/Product?$top=0 HTTP/1.0\r\n\r\n'), '"odata.metadata":"/api/v1/Archive/Product/$metadata"')
  // After a client has half-closed its socket, as `sendBytes` does, Node can close the connection before the response is sent. The first
  // request for the tenant Cust1 can take longest, so it is sent before the socket is used.
  await app.inject(imageInfoPath(1001, 'Cust1'))
  const absolute = `GET http://x/Cust1${imageInfoPath(1001)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
  t.match(await sendBytes(app, absolute), /^HTTP\/1\.1 200 OK[^]*"BlobId":5001/)
  t.match(await sendBytes(app, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /)
  const connected = once(app.server, 'connection')
  const reset = connect(Number(new URL(app.listeningOrigin).port), '127.0.0.1')
  reset.write('GET /hea')
  const [accepted] = await connected
  await until(() => accepted.bytesRead > 0)
  reset.resetAndDestroy()
  const cut = await sendBytes(app, `PUT ${imageInfoPath()} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`)
  t.ok(cut === '' || cut.startsWith('HTTP/1.1 400 '), 'a truncated body is not saved')
  t.equal((await app.inject(imageInfoPath())).json().BlobId, 0)
  t.equal((await app.inject('/health')).statusCode, 200, 'the server goes on')
})

t.test('/health responds if the process is alive, and /ready responds with 503 if the database is not writable', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { database })
  t.same((await app.inject('/health')).json(), { status: 'alive' })
  t.same((await app.inject('/ready')).json(), { status: 'ready' })

  const other = new Database(database)
  other.exec('BEGIN IMMEDIATE')
  const locked = await app.inject('/ready')
  t.equal(locked.statusCode, 503)
  t.same(locked.json(), { status: 'not ready', reason: `The database cannot save changes: another program holds the write lock of ${database}; end its transaction and send the request again.` })
  other.close()
  t.equal((await app.inject('/ready')).statusCode, 200)
})

t.test('an error of the database is reported with 500, and with a reason only if another program holds the write lock', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { database })
  const other = new Database(database)
  t.teardown(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  const refused = await put(app, {})
  t.equal(refused.statusCode, 500)
  t.same(refused.json(), {
    Message: 'An error has occurred.', MessageDetail: `The database could not save the change: another program holds the write lock of ${database}; end its transaction and send the request again.`,
  })
  other.exec('DROP TABLE blob; COMMIT')
  const failed = await app.inject(imageInfoPath())
  t.equal(failed.statusCode, 500)
  t.same(failed.json(), { Message: 'An error has occurred.' })
})

/** The operation ids of the vendor, and the generated ids of routes that have no operation id from the vendor. */
const OPERATIONS = [
  'getApi', 'getApiStateByTenant', 'getApiV1', 'getHealth', 'getReady',
  ...['CreateDefaultBlobEntity', 'DeleteBlobEntity', 'GetBlobEntity', 'GetBlobStream', 'GetProductThumbnail', 'SaveBlobEntity', 'SaveImageStream', 'SaveProjectImage', 'SetBlobStream', 'SetProductThumbnail',
    ...['Contact', 'Person', 'Product', 'Project'].flatMap(entity => [`Change${entity}Image`, `GetBlobEntityOn${entity}`, `Get${entity}Image`, `Set${entity}Image`]),
    ...['Contact', 'Person', 'Project'].map(entity => `Get${entity}ImageWithSize`)].map(name => `v1BLOBAgent_${name}`),
  ...['ContactEntity', 'PersonEntity', 'Product', 'ProjectEntity'].flatMap(resource =>
    ['GetImageInfo', 'PutImageInfo', 'GetImage', 'SaveImage', 'SaveImage_POST', 'DeleteImageContent'].map(name => `v1${resource}_${name}`)),
  'v1ArchiveAgent_GetArchiveListByColumns', 'v1ArchiveAgent_GetArchiveListByColumns2', 'v1Archive_GetArchiveMetadata', 'v1Archive_GetArchive_GET',
  'v1Product_DefaultProduct', 'v1Product_DeleteProduct', 'v1Product_GetAll', 'v1Product_GetProductFromDbId', 'v1Product_PostProduct', 'v1Product_PutProduct',
  ...['ProductCategory', 'ProductFamily', 'ProductType'].map(list => `v1${list}List_GetAll`), 'v1PriceList_GetAll',
  'v1User_GetCurrentPrincipal', 'v1UserAgent_GetCurrentPrincipal',
  'v1TimeZone_GetBaseTimeZone', 'v1TimeZone_GetCurrentTimeZone', 'v1TimeZone_GetTimeZonesArchive',
].sort()

t.test('the OpenAPI document is valid and has all operations, with the statuses and request headers of image infos', async t => {
  const app = await buildTestApp(t)
  const document = await readDocument(app)
  t.equal(document.openapi, '3.1.0')
  const operations = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap(Object.values)
  t.same(operations.map(({ operationId }) => operationId).sort(), OPERATIONS)
  const { get, put: save } = document.paths['/api/v1/Product/{productId}/ImageInfo']
  t.same(Object.keys(get.responses), ['200', '304', '400', '401', '403', '404', '406', '412', '500', 'default'])
  t.same(Object.keys(save.responses), ['200', '400', '401', '403', '404', '406', '409', '412', '413', '415', '500', '503', 'default'])
  const listHeaders = ({ parameters }: { parameters: { name: string, in: string }[] }) =>
    parameters.filter(parameter => parameter.in === 'header').map(({ name }) => name)
  const headers = ['SO-AppToken', 'Accept-Language', 'SO-Language', 'SO-Culture', 'SO-TimeZone', 'If-Unmodified-Since']
  t.same(listHeaders(get), [...headers, 'If-Modified-Since', 'x-mock-fault'])
  t.same(listHeaders(save), [...headers, 'x-mock-fault'])
  t.match(get.responses['200'].headers, { 'Last-Modified': { schema: { type: 'string' } } })
  t.notHas(get.responses['304'], { content: {} })

  t.test('the schema of SuperOffice errors in the OpenAPI document has the message property that ERROR_MESSAGE_KEY names', async t => {
    const other = await buildTestApp(t, { errorMessageKey: 'ErrorMessage' })
    const { components } = (await other.inject('/openapi.json')).json()
    t.same(components.schemas.SuperOfficeError.required, ['Error', 'ErrorType', 'ErrorMessage', 'ErrorSource'])
  })

  t.test('the OpenAPI document declares the headers that responses with various statuses have', async t => {
    const app = await buildTestApp(t, { auth: 'any', validation: 'warn', unknownProducts: 'reject' })
    const { paths } = await readDocument(app)
    const control = await readDocument(app, '/_mock/openapi.json')
    const authorization = 'Basic QURNMDo='
    const since = { authorization, 'if-modified-since': 'Fri, 31 Dec 2049 23:59:59 GMT' }
    const before = { authorization, 'if-unmodified-since': 'Sun, 06 Nov 1994 08:49:37 GMT' }
    const info = { path: '/api/v1/Product/{productId}/ImageInfo', url: imageInfoPath(1001) }
    const rule = { Match: { Header: { Name: 'X-Fail', Value: 'yes' } }, Actions: [{ Action: 'Answer', Status: 503, RetryAfter: 1 }] }
    t.equal((await app.inject({ method: 'POST', url: '/_mock/faults', payload: rule })).statusCode, 201)
    const calls: { path: string, url?: string, method?: 'GET' | 'PUT' | 'DELETE', headers?: Record<string, string>, payload?: object, status: string, names: string[] }[] = [
      { ...info, headers: { authorization }, status: '200', names: ['last-modified', 'so-timezone'] },
      { ...info, headers: since, status: '304', names: ['last-modified', 'so-timezone'] },
      { ...info, status: '401', names: ['www-authenticate'] },
      { ...info, headers: { authorization, 'so-timezone': 'XX' }, status: '400', names: [] },
      { ...info, url: imageInfoPath(99), headers: { authorization }, status: '404', names: ['so-timezone'] },
      { ...info, headers: before, status: '412', names: ['so-timezone'] },
      { ...info, headers: { 'x-fail': 'yes' }, status: 'default', names: ['retry-after', 'x-mock-fault'] },
      { ...info, method: 'PUT', headers: { authorization }, payload: { BlobSize: 'x' }, status: '200', names: ['so-timezone', `${MARK}-violations`] },
      { path: '/api/v1/Product', headers: { authorization }, status: '200', names: ['so-timezone'] },
      { path: '/api/v1/Product/{productId}', url: '/api/v1/Product/1003', method: 'DELETE', headers: { authorization }, status: '204', names: ['so-timezone'] },
      { path: '/api', headers: { accept: 'application/json' }, status: '200', names: [] },
      { path: '/api', headers: { 'x-fail': 'yes' }, status: 'default', names: ['retry-after', 'x-mock-fault'] },
      { path: '/health', status: '200', names: [] },
      { path: '/_mock/tenants', status: '200', names: [] },
    ]
    const ofConnection = ['connection', 'content-length', 'content-type', 'date', 'x-content-type-options']
    for (const { path, url = path, method = 'GET', headers = {}, payload, status, names } of calls) {
      const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
      const answered = Object.keys(answer.headers).filter(name => !ofConnection.includes(name))
      const described = { ...paths, ...control.paths }[path][method.toLowerCase()].responses[status].headers
      const declared = Object.keys(described).map(name => name.toLowerCase())
      t.same(answered.sort(), ['vary', MARK, ...names].sort(), `${status} of ${path}`)
      t.same(answered.filter(name => !declared.includes(name)), [], `${status} of ${path} declares what is sent`)
    }
  })

  t.test('the example of an image info in the OpenAPI document is accepted and has the documented response', async t => {
    const { example } = save.requestBody.content['application/json']
    const { example: documented } = save.responses['200'].content['application/json']
    const carrier = (await put(app, example, { headers: { authorization: 'Basic dGplMDpUamUw' } })).json()
    const dates = { CreatedDate: carrier.CreatedDate, UpdatedDate: carrier.UpdatedDate }
    t.same(carrier, { ...documented, ...dates })
  })

  t.test('the OpenAPI document lists every media type of image infos, and the mock accepts each example that is not XML', async t => {
    const { content } = save.requestBody
    t.same(Object.keys(content), [
      'application/json', 'text/json', 'application/xml', 'text/xml', 'application/x-www-form-urlencoded',
      'application/json-patch+json', 'application/merge-patch+json',
    ])
    for (const answer of [...Object.values(get.responses), ...Object.values(save.responses)]) {
      if (answer === get.responses['304']) continue
      t.same(Object.keys(Object(answer).content), [
        'application/json', 'text/json', 'application/xml', 'text/xml', 'application/json-patch+json', 'application/merge-patch+json',
      ])
    }
    for (const [type, { example }] of Object.entries<{ example: Record<string, string> }>(content)) {
      if (type.endsWith('/xml')) continue
      const body = type.includes('json') ? JSON.stringify(example) : new URLSearchParams(example).toString()
      t.equal((await put(app, body, { headers: { 'content-type': type } })).statusCode, 200, type)
    }
    for (const name of ['Associate', 'AssociateBody', 'BlobEntity', 'BlobEntityBody', 'FieldProperties', 'FrameworkError', 'SetBlobStreamRequest', 'SuperOfficeError', 'TableRight']) {
      t.ok(name in document.components.schemas, name)
    }
    t.same(document.components.schemas.BlobEntityBody.xml, { name: 'BlobEntity' })
  })

  t.test('the examples of a product and of the product list in the OpenAPI document equal responses of the mock', async t => {
    const { '/api/v1/Product': { get: list, post }, '/api/v1/Product/{productId}': { put: replace, delete: remove } } = document.paths
    const { content } = post.requestBody
    const answers: unknown[] = []
    for (const [type, { example }] of Object.entries<{ example: Record<string, string> }>(content)) {
      if (type.endsWith('/xml')) continue
      const payload = type.includes('json') ? JSON.stringify(example) : new URLSearchParams(example).toString()
      for (const target of [{ method: 'POST', url: '/api/v1/Product' }, { method: 'PUT', url: '/api/v1/Product/1004' }] as const) {
        const answer = await app.inject({ ...target, headers: { 'content-type': type }, payload })
        t.equal(answer.statusCode, 200, `${target.method} of ${type}`)
        answers.push(answer.json())
      }
    }
    t.same(answers[0], post.responses['200'].content['application/json'].example)
    t.same(replace.requestBody.content, content)
    t.same(Object.keys(remove.responses), ['204', '400', '401', '403', '500', '503', 'default'])
    t.same([remove, list, post].map(listHeaders), Array(3).fill([...headers.slice(0, -1), 'x-mock-fault']))
    const rows = (await app.inject({ url: '/api/v1/Product?$skip=3&$top=1&$select=name,listPrice', headers: { host: '127.0.0.1:3000' } })).json()
    t.same(rows, list.responses['200'].content['application/json'].example)
    t.same(list.parameters.filter((parameter: { in: string }) => parameter.in === 'query').map(({ name, required }: { name: string, required: boolean }) => [name, required]),
      ['$select', '$filter', '$orderBy', '$entities', '$top', '$skip', '$mode', '$format', '$jsonSafe', '$output'].map(name => [name, false]))
  })

  t.test('the mock serves Swagger UI with its files and documents, and Swagger UI refers to no other server', async t => {
    t.match((await app.inject('/docs/')).body, 'Swagger UI')
    t.same((await app.inject('/docs/json')).json(), (await app.inject('/openapi.json')).json())
    t.notMatch((await app.inject('/docs/')).body, /(src|href)="https?:/)
    t.equal((await app.inject('/docs')).body, (await app.inject('/docs/')).body)
    for (const [, path = ''] of (await app.inject('/docs/')).body.matchAll(/(?:src|href)="([^"]+)"/g)) t.equal((await app.inject(path)).statusCode, 200, path)
    const url = '/docs/static/swagger-ui.css'
    const style = await app.inject(url)
    t.equal(style.headers['content-length'], String(style.rawPayload.length))
    t.equal((await app.inject({ url, headers: { 'if-none-match': style.headers.etag } })).statusCode, 304)
    const head = await app.inject({ method: 'HEAD', url })
    t.same([head.statusCode, head.body, head.headers['content-length']], [200, '', style.headers['content-length']])
    t.match((await app.inject('/docs/yaml')).body, /^openapi: 3\.1\.0\n/)
  })

  t.test('concurrent first requests to Swagger UI all succeed', async t => {
    const app = await buildTestApp(t)
    const answers = await Promise.all(['/docs', '/docs/', '/docs/json'].map(url => app.inject(url)))
    t.same(answers.map(answer => answer.statusCode), [200, 200, 200])
  })
})
