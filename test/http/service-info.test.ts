import t from 'tap'
import { VERSION } from '../../src/config/version.js'
import { buildTestApp, readXml, readDocument } from '../helper.js'

t.test('GET /api returns the version of the API', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const json = { accept: 'application/json', host: 'localhost:3000' }

  t.test('GET /api returns JSON if Accept prefers JSON, with the address of the tenant', async t => {
    const answer = await app.inject({ url: '/api', headers: json })
    t.same(answer.json(), {
      v1: 'http://localhost:3000/api/v1',
      NetServerVersion: '10.0.2.617',
      NetServerAssembly: '10.0.0.0',
      NetServerDate: '2021-11-18',
      NetServerLabel: 'Release_10.0.2_2021.11.12-01',
      NetServer: `superoffice-mock ${VERSION}, a stand-in for SuperOffice 10.0.2.617`,
      Services: 'Services87',
      ServicesCurrent: 'Services88',
      Version: 'v1',
    })
    for (const url of ['/Cust1/api', '/Cust1/api/', '/Cust1/API?x=1']) {
      t.equal((await app.inject({ url, headers: json })).json().v1, 'http://localhost:3000/Cust1/api/v1', url)
    }
    for (const accept of ['text/json', 'application/json;q=0.9, text/html;q=0.1']) {
      t.equal((await app.inject({ url: '/api', headers: { ...json, accept } })).json().Version, 'v1')
    }
    t.equal((await app.inject('/Cust1/apis')).statusCode, 404)
  })

  t.test('GET /api returns HTML by default, in which all values are escaped', async t => {
    for (const headers of [{}, { accept: '*/*' }, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, { accept: 'image/png' }]) {
      const answer = await app.inject({ url: '/api', headers: { ...headers, host: '"><b>' } })
      t.equal(answer.headers['content-type'], accepts(headers) ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
      if (!accepts(headers)) continue
      t.match(answer.body, '<a href="http://&#34;&#62;&#60;b&#62;/api/v1">')
      t.notMatch(answer.body, '<b>')
    }
  })
})

const accepts = ({ accept = '' }: { readonly accept?: string }) => accept !== 'image/png'

t.test('GET /api/v1 lists and describes every documented operation, and needs no credential', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const calls: Record<string, Record<string, string>> = (await app.inject({ url: '/Cust1/api/v1', headers: { host: 'mock:1' } })).json()
  const { paths } = await readDocument(app)
  const documented = Object.keys(paths).filter(path => path.startsWith('/api/v1/'))
  t.same(Object.keys(calls), documented.map(path => `http://mock:1/Cust1${path}`))
  t.equal(documented.at(-1), '/api/v1/TimeZone/base', 'in the order of src/app.ts')
  for (const path of documented) {
    t.same(Object.keys(calls[`http://mock:1/Cust1${path}`] ?? {}).map(name => name.toLowerCase()).sort(), Object.keys(paths[path]).sort(), path)
  }
  const { PUT, GET } = calls['http://mock:1/Cust1/api/v1/Product/{productId}/ImageInfo'] ?? {}
  t.same({ PUT, GET }, { PUT: "Replaces the description of a product's picture", GET: "Reads the description of a product's picture" })
  t.same(calls['http://mock:1/Cust1/api/v1/Agents/BLOB/GetBlobEntity'], { POST: '?blobEntityId={blobEntityId}   Reads an entity' })
})

t.test('GET of an agent operation describes the operation and does not run it', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject({ url: '/api/v1/Agents/BLOB/DeleteBlobEntity?BlobEntityId=5001', headers: { host: 'mock:1' } })
  t.same(answer.json(), { 'http://mock:1/api/v1/Agents/BLOB/DeleteBlobEntity': { POST: '?BlobEntityId={BlobEntityId}   Removes an entity with its bytes and all links to it' } })
  t.equal((await app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/GetBlobEntity?blobEntityId=5001' })).json().BlobId, 5001)
  const unknown = await app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/Nothing' })
  t.equal(unknown.statusCode, 404)
})

t.test('GET /api/state returns that the tenant is running', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const { ValidUntil, ...state } = (await app.inject({ url: '/api/state/Cust12345', headers: { host: 'mock:1' } })).json()
  t.same(state, { ContextIdentifier: 'Cust12345', Endpoint: 'http://mock:1/Cust12345', State: 'Running', IsRunning: true, Api: 'http://mock:1/Cust12345/api' })
  t.ok(Date.parse(ValidUntil) > Date.now())
  t.equal((await app.inject('/api/state/no.tenant')).statusCode, 400)
})

t.test('GET TimeZone/current and TimeZone/base return the time zone of the request and the base time zone', async t => {
  const app = await buildTestApp(t, { baseTimeZone: 'NO' })
  const norway = { TZLocationID: 261, Name: 'Norway', TZLocationCode: 'NO', TZLocationCities: 'Oslo', IsoNumber: 0, TimeZoneSTDRules: {}, TimeZoneDSTRules: {} }
  const get = async (url: string, zone = '') => (await app.inject({ url: `/api/v1/timezone/${url}`, headers: { 'so-timezone': zone } })).json()
  t.same(await get('base', 'US-CA'), norway)
  t.same(await get('current'), norway)
  t.same(await get('current', 'us-ca,includeTZOffset'), { ...norway, TZLocationID: 425, Name: 'United States - California', TZLocationCode: 'US-CA', TZLocationCities: 'Los Angeles' })
  t.match(await get('current', 'AF'), { TZLocationID: 0, Name: 'Afghanistan' })
  const { body } = await app.inject({ url: '/api/v1/TimeZone/base', headers: { accept: 'application/xml' } })
  t.match(readXml(body), { root: 'TimeZoneData', value: { TZLocationCode: 'NO' } })
})

t.test('GET TimeZone lists the time zones with their offsets', async t => {
  const app = await buildTestApp(t)
  const list = async (query = '') => (await app.inject({ url: `/api/v1/TimeZone${query}`, headers: { host: 'mock:1' } })).json()
  const { value, ...envelope } = await list()
  t.same(envelope, { 'odata.metadata': 'http://mock:1/api/v1/Archive/TimeZone/$metadata', 'odata.nextLink': null })
  t.equal(value.length, 301)
  const documented: [timeZone: string, id: number, offset: string, daylight: string][] = [
    ['UTC', 1, '+00:00', ''], ['AU-ACT', 36, '+10:00', '+11:00'], ['BD', 50, '+06:00', ''], ['NO', 261, '+01:00', '+02:00'], ['US-CA', 425, '-08:00', '-07:00'],
  ]
  for (const [timeZone, id, offset, daylight] of documented) {
    t.match(value.find((row: { id: number }) => row.id === id), { PrimaryKey: String(id), EntityName: 'timezone', timeZone, offset, daylight, isActive: true })
  }
  t.same((await list('?$skip=1&$top=2')).value, value.slice(1, 3))
  t.same((await list('?$top=0')).value, [])
  t.equal((await app.inject('/api/v1/TimeZone?$filter=id eq 1')).statusCode, 400)
})
