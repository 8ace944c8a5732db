import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import t from 'tap'
import type { Har } from '../../src/index.js'
import { buildTestApp, control, imageInfoPath, put } from '../helper.js'
import { noisy } from '../pictures.js'

/** The official schemas of HAR by name. The type is declared here, because the package has no types. */
const schemas: Readonly<Record<string, object>> = createRequire(import.meta.url)('har-schema')

/** The property `$schema` is removed, because Ajv does not load the meta-schema of draft 6. */
function compileHarSchema () {
  const ajv = new Ajv({ strict: false })
  addFormats.default(ajv)
  for (const schema of Object.values(schemas)) ajv.addSchema(Object({ ...schema, $schema: undefined }))
  return { validate: (archive: unknown) => ajv.validate('har.json#', archive), errors: () => ajv.errorsText() }
}

t.test('the journal is returned as a valid HTTP archive without secrets and without large pictures', async t => {
  const app = await buildTestApp(t, { auth: 'any', journalPictures: 20_000 })
  const headers = { authorization: 'Basic dGplMDpUamUw', cookie: 'SoTicket=secret-ticket', host: 'mock.localhost:3000' }
  const [small, large] = await Promise.all([noisy({ width: 20, height: 20 }), noisy({ width: 300, height: 300 })].map(picture => picture.png().toBuffer()))
  if (small === undefined || large === undefined) throw new Error('no pictures')
  await control(app, 'PUT', 'clock', { Now: '2026-01-01T00:00:00Z', Frozen: true }, 'Cust1')
  const image = '/Cust1/api/v1/Product/1001/Image'
  const save = async (payload: Buffer | string, type: string) => app.inject({ method: 'PUT', url: image, headers: { ...headers, 'content-type': type }, payload })
  await put(app, '{"Description":"Front view","Password":"hunter22"}', { headers, url: `${imageInfoPath(1001, 'Cust1')}?ticket=secret-ticket&x=a%20b` })
  await save(small, 'image/png')
  await app.inject({ url: image, headers: { ...headers, accept: 'image/*' } })
  await save(large, 'image/png')
  await app.inject({ url: image, headers: { ...headers, accept: 'image/*' } })
  await save(`--x\r\nContent-Disposition: form-data; name="a"; filename="a.png"\r\n\r\n${'y'.repeat(9)}\r\n--x--`, 'multipart/form-data; boundary=x')
  await app.inject({ method: 'PUT', url: '/Cust1/api/v1/Product/1002/ImageInfo', headers: { ...headers, 'content-type': 'application/json' }, payload: JSON.stringify({ Padding: 'z'.repeat(70_000) }) })
  await app.inject('/Cust1/api/v1/Product/1001')
  await app.inject({ method: 'PUT', url: image, headers: { host: 'mock.localhost:3000', 'content-type': 'image/png', 'transfer-encoding': 'chunked' }, payload: Readable.from([small]) })
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Drop' }] }, 'Cust1')
  await t.rejects(app.inject('/Cust1/api/v1/Product/1001'))

  const answer = await app.inject('/Cust1/_mock/journal?format=har')
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  const archive: Har = answer.json()
  const { validate, errors } = compileHarSchema()
  t.ok(validate(archive), errors())
  t.notOk(/hunter22|secret-ticket|Tje0/.test(answer.body), 'without secrets')
  const { entries: [saved, sent, received, larger, largerReceived, parts, cut, refused, unread, dropped], creator } = archive.log
  t.equal(creator.name, 'superoffice-mock')
  t.match(saved, {
    startedDateTime: /^2025-12-31T23:59:59\.\d{3}Z$/,
    _resourceType: 'fetch',
    request: {
      method: 'PUT',
      url: 'http://mock.localhost:3000/Cust1/api/v1/Product/1001/ImageInfo?ticket=(removed)&x=a%20b',
      queryString: [{ name: 'ticket', value: '(removed)' }, { name: 'x', value: 'a b' }],
      postData: { mimeType: 'application/json; charset=utf-8', text: /"Description":"Front view"/ },
    },
    response: { status: 200, statusText: 'OK', content: { mimeType: 'application/json; charset=utf-8', text: /Front view/ } },
  })
  t.match(sent?.request.postData, { mimeType: 'image/png', text: small.toString('base64'), _encoding: 'base64' })
  t.match(received?.response.content, { mimeType: 'image/png', size: small.length, text: small.toString('base64'), encoding: 'base64' })
  t.notOk('postData' in Object(received?.request))
  const comment = (length: number) => ({ text: undefined, comment: `The journal does not keep this body of ${length} bytes; see SUPEROFFICE_MOCK_JOURNAL_PICTURES.` })
  t.match(larger?.request.postData, comment(large.length))
  t.match(largerReceived?.response.content, { ...comment(large.length), size: large.length })
  t.match(parts?.request.postData, { mimeType: 'multipart/form-data; boundary=x', text: undefined })
  t.match(cut?.request.postData, { comment: 'The journal keeps the beginning of this body of 70014 bytes.' })
  t.match(refused, { request: { url: 'http://localhost:80/Cust1/api/v1/Product/1001' }, response: { status: 401 }, comment: /^Authorization has been denied/ })
  t.match(unread?.request, { bodySize: -1, postData: { comment: 'The journal does not keep this body; see SUPEROFFICE_MOCK_JOURNAL_PICTURES.' } })
  t.match(dropped?.response, { status: 0, statusText: '' })

  const { Entries } = (await app.inject('/Cust1/_mock/journal')).json()
  t.match(Entries[1].Request, { Body: null, BodyBytes: small.length, BodyKept: 'none' }, 'the listing has no bytes')
  const none: Har = (await app.inject('/_mock/journal?Format=HAR&Status=404')).json()
  t.same(none.log.entries, [])
  t.match((await app.inject('/_mock/journal?format=xml')).json().MessageDetail, /'Format': it must be one of json, har; got "xml"/)
})

t.test('HTTP archives have no pictures under JOURNAL_PICTURES=0', async t => {
  const app = await buildTestApp(t, { journalPictures: 0 })
  await app.inject({ url: '/api/v1/Product/1001/Image', headers: { accept: 'image/*' } })
  const { log: { entries: [entry] } }: Har = (await app.inject('/_mock/journal?Format=har')).json()
  t.match(entry, { request: { url: 'http://localhost:80/api/v1/Product/1001/Image' }, response: { content: { text: undefined, comment: /JOURNAL_PICTURES/ } } })
})

t.test('an archive names the setting JOURNAL_PICTURES only for bodies whose bytes depend on it', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  for (const type of ['application/json', 'image/png']) {
    await app.inject({ method: 'PUT', url: '/api/v1/Product/1001/Image', headers: { 'content-type': type }, payload: '{}' })
  }
  const { log: { entries } }: Har = (await app.inject('/_mock/journal?Format=har')).json()
  t.same(entries.map(({ request, response }) => [response.status, request.postData?.comment]), [
    [401, 'The journal does not keep this body of 2 bytes.'],
    [401, 'The journal does not keep this body of 2 bytes; see SUPEROFFICE_MOCK_JOURNAL_PICTURES.'],
  ])
})

t.test('an archive describes a request that has no Host header and a body of one byte', async t => {
  const app = await buildTestApp(t, { journalPictures: 0 })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect(Number(new URL(app.listeningOrigin).port), '127.0.0.1')
  socket.write('PUT /api/v1/Product/1001/Image HTTP/1.0\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\nx')
  t.match(Buffer.concat(await socket.toArray()).toString(), /^HTTP\/1\.1 400 /)
  const { log: { entries: [entry] } }: Har = (await app.inject('/_mock/journal?Format=har')).json()
  t.match(entry?.request, {
    url: 'http://localhost/api/v1/Product/1001/Image',
    postData: { comment: 'The journal does not keep this body of 1 byte; see SUPEROFFICE_MOCK_JOURNAL_PICTURES.' },
  })
})
