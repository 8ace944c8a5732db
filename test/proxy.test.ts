import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { parse } from 'yaml'
import { buildTestApp } from './helper.js'
import { startProxy } from './proxies.js'

const FORWARDED = { host: 'superoffice:3000', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'localhost:8443', 'x-forwarded-prefix': '/mock' }
/** More products than one page of the list has, so that the response has the address of the next page. */
const PRODUCTS = { Products: Array.from({ length: 1001 }, (_, index) => ({ ProductId: index + 1, Name: 'Lamp' })) }

const PUBLIC = 'https://localhost:8443/mock'

t.test('addresses in responses are those at which a trusted reverse proxy serves the mock', async t => {
  const app = await buildTestApp(t, { trustProxy: 'on', seed: PRODUCTS })
  const get = async (url: string, headers = {}) => app.inject({ url, headers: { ...FORWARDED, accept: 'application/json', ...headers } })
  t.equal((await get('/Cust1/api')).json().v1, `${PUBLIC}/Cust1/api/v1`)
  t.match((await get('/api', { accept: 'text/html' })).body, `<a href="${PUBLIC}/api/v1">`)
  t.ok(Object.keys((await get('/Cust1/api/v1')).json()).every(address => address.startsWith(`${PUBLIC}/Cust1/api/v1/`)))
  t.match((await get('/api/state/Cust1')).json(), { Endpoint: `${PUBLIC}/Cust1`, Api: `${PUBLIC}/Cust1/api` })
  const list = (await get('/api/v1/Product')).json()
  t.equal(list['odata.metadata'], `${PUBLIC}/api/v1/Archive/Product/$metadata`)
  t.ok(list['odata.nextLink'].startsWith(`${PUBLIC}/api/v1/`))
})

t.test('the OpenAPI documents and the pages have the addresses at which a trusted reverse proxy serves the mock', async t => {
  const app = await buildTestApp(t, { trustProxy: 'on' })
  const servers = [{ url: '/mock' }, { variables: { address: { default: PUBLIC } } }]
  for (const url of ['/openapi.json', '/_mock/openapi.json', '/docs/json']) {
    t.match((await app.inject({ url, headers: FORWARDED })).json(), { servers }, url)
  }
  const zipped = await app.inject({ url: '/openapi.json', headers: { ...FORWARDED, 'accept-encoding': 'gzip' } })
  t.equal(zipped.headers['content-encoding'], 'gzip')
  t.match(JSON.parse(gunzipSync(zipped.rawPayload).toString()), { servers })
  t.match(parse((await app.inject({ url: '/docs/yaml', headers: FORWARDED })).body), { servers })
  for (const url of ['/openapi.json', '/docs/json']) {
    t.match((await app.inject(url)).json(), { servers: [{ url: '/' }, { variables: { address: { default: 'http://127.0.0.1:3000' } } }] })
  }

  for (const url of ['/', '/docs']) {
    const direct = await app.inject(url)
    const page = await app.inject({ url, headers: FORWARDED })
    t.match(page.body, / (href|src)="\/mock\/(page|docs\/static)\//)
    t.notMatch(page.body, / (href|src)="\/(?!mock\/)/)
    t.equal(page.body.replaceAll('="/mock/', '="/'), direct.body)
    t.not(page.headers.etag, direct.headers.etag)
    t.equal((await app.inject({ url, headers: { ...FORWARDED, 'if-none-match': String(page.headers.etag) } })).statusCode, 304)
  }
  const script = '/page/recorded-request.js'
  t.equal((await app.inject({ url: script, headers: FORWARDED })).body, (await app.inject(script)).body)
})

t.test('forwarded headers of a chain of proxies are read, and malformed values are ignored', async t => {
  const app = await buildTestApp(t, { trustProxy: 'on' })
  const addressFor = async (headers: Record<string, string>) => (await app.inject({ url: '/api', headers: { host: 'inner:3000', accept: 'application/json', ...headers } })).json().v1
  const cases: [headers: Record<string, string>, address: string][] = [
    [{}, 'http://inner:3000'],
    [{ 'x-forwarded-proto': 'https' }, 'https://inner:3000'],
    [{ 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'outer.test , middle.test' }, 'https://outer.test'],
    [{ 'x-forwarded-prefix': '/outer/, /inner' }, 'http://inner:3000/outer/inner'],
    [{ 'x-forwarded-prefix': '/' }, 'http://inner:3000'],
    [{ 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'a/b', 'x-forwarded-prefix': '//evil.test' }, 'http://inner:3000'],
    [{ 'x-forwarded-host': 'user@evil.test', 'x-forwarded-prefix': '/"><script>' }, 'http://inner:3000'],
    [{ 'x-forwarded-host': 'a b', 'x-forwarded-prefix': 'mock' }, 'http://inner:3000'],
    [{ 'x-forwarded-host': '[::1]:3000' }, 'http://[::1]:3000'],
  ]
  for (const [headers, address] of cases) t.equal(await addressFor(headers), `${address}/api/v1`, JSON.stringify(headers))
})

t.test('forwarded headers have no effect without TRUST_PROXY', async t => {
  const app = await buildTestApp(t)
  t.equal((await app.inject({ url: '/api', headers: { ...FORWARDED, accept: 'application/json' } })).json().v1, 'http://superoffice:3000/api/v1')
  t.match((await app.inject({ url: '/openapi.json', headers: FORWARDED })).json(), { servers: [{ url: '/' }, {}] })
  t.equal((await app.inject({ url: '/', headers: FORWARDED })).body, (await app.inject('/')).body)
})

t.test('the addresses in responses can be requested through a reverse proxy', async t => {
  const url = await startProxy(t, { trustProxy: 'on', seed: PRODUCTS })
  const json = async (address: string) => Object(await (await fetch(address, { headers: { accept: 'application/json' } })).json())
  const { v1 } = await json(`${url}/api`)
  t.equal(v1, `${url}/api/v1`)
  t.ok(`${v1}/Product/{productId}` in await json(v1))
  const first = await json(`${v1}/Product`)
  t.match(await json(first['odata.nextLink']), { value: [{}] })
  t.equal((await fetch(first['odata.metadata'])).status, 200)
  const page = await (await fetch(`${url}/`)).text()
  for (const [, path] of page.matchAll(/ (?:href|src)="(\/[^"]*)"/g)) t.equal((await fetch(new URL(String(path), url))).status, 200, String(path))
})
