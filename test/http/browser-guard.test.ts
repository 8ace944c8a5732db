import t from 'tap'
import { buildTestApp, imageInfoPath } from '../helper.js'

const PATHS = ['/_mock/tenants', '/Cust1/_mock/tenants', '/', '/page/page.js']
const REFUSED = 'The request has been refused.'

const ORIGIN_ADVICE = ' The setting SUPEROFFICE_MOCK_CONTROL_ORIGINS can allow it.'
const HOST_ADVICE = ' The setting SUPEROFFICE_MOCK_ALLOWED_HOSTS can allow it.'
const fromPage = (detail: string, advice: string) =>
  `A request below /_mock or for the page must come from the page of this mock or from no page; got ${detail}.${advice}`
const toHost = (host: string, header = 'Host', advice = HOST_ADVICE) =>
  `A request below /_mock or for the page must have one of these hosts in the header ${header}: an IP address, a name without a dot such as localhost, ` +
  `a name that ends with .localhost, or host.docker.internal; got "${host}".${advice}`

t.test('the page and the routes below /_mock refuse requests from pages of another origin with 403', async t => {
  const app = await buildTestApp(t)
  const host = '127.0.0.1:3000'
  const refused: [headers: Record<string, string>, detail: string, advice: string][] = [
    [{ origin: 'http://evil.test' }, '"http://evil.test"', ORIGIN_ADVICE],
    [{ origin: 'http://127.0.0.1:5173', 'sec-fetch-site': 'same-site' }, '"http://127.0.0.1:5173"', ORIGIN_ADVICE],
    [{ origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' }, '"http://localhost:3000"', ORIGIN_ADVICE],
    [{ origin: 'null' }, '"null"', ''],
    [{ origin: 'http:// ' }, '"http:// "', ''],
    [{ 'sec-fetch-site': 'cross-site' }, 'a page of another site', ''],
  ]
  for (const url of PATHS) {
    for (const [headers, detail, advice] of refused) {
      const answer = await app.inject({ url, headers: { host, ...headers } })
      t.equal(answer.statusCode, 403, url)
      t.same(answer.json(), { Message: REFUSED, MessageDetail: fromPage(detail, advice) })
    }
    for (const headers of [{}, { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'same-site' }]) {
      t.equal((await app.inject({ url, headers: { host, ...headers } })).statusCode, 200, url)
    }
  }
  const clear = await app.inject({ method: 'POST', url: '/_mock/clear', headers: { host, origin: 'http://evil.test' } })
  t.equal(clear.statusCode, 403)
  t.equal(clear.headers['access-control-allow-origin'], undefined)
})

t.test('the API accepts requests from pages of every origin and with every Host', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject({ url: imageInfoPath(), headers: { host: 'evil.test', origin: 'http://evil.test', 'sec-fetch-site': 'cross-site' } })
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['access-control-allow-origin'], '*')
})

t.test('CONTROL_ORIGINS allows pages to send requests below /_mock, but CORS_ORIGINS does not', async t => {
  const origin = 'http://localhost:5173'
  const app = await buildTestApp(t, { corsOrigins: `* ${origin}`, controlOrigins: `${origin} https://shop.example` })
  const headers = { origin, 'sec-fetch-site': 'cross-site' }
  const answer = await app.inject({ url: '/_mock/state', headers })
  t.equal(answer.statusCode, 200)
  t.match(answer.headers, { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' })
  const preflight = { ...headers, 'access-control-request-method': 'POST' }
  t.equal((await app.inject({ method: 'OPTIONS', url: '/_mock/clear', headers: preflight })).statusCode, 204)
  t.equal((await app.inject({ method: 'OPTIONS', url: '/_mock/clear?x', headers: { ...preflight, origin: 'http://evil.test' } })).statusCode, 405)
  t.equal((await app.inject({ url: '/_mock/state', headers: { origin: 'http://evil.test' } })).statusCode, 403)
  for (const wrong of ['*', 'localhost']) {
    await t.rejects(buildTestApp(t, { controlOrigins: wrong }), {
      message: `SUPEROFFICE_MOCK_CONTROL_ORIGINS must be origins such as http://localhost:5173 separated by blanks, or none; got "${wrong}".`,
    })
  }
})

t.test('the page and the routes below /_mock refuse a Host with an unknown domain name, unless a control token is set', async t => {
  const app = await buildTestApp(t, { allowedHosts: ' mock.example.com  Other.example.com ' })
  for (const url of PATHS) {
    for (const host of ['evil.test', 'evil.test:3000', 'localhost.evil.test', '127.0.0.1.evil.test', 'a b.test']) {
      const answer = await app.inject({ url, headers: { host } })
      t.equal(answer.statusCode, 403, host)
      t.same(answer.json(), { Message: REFUSED, MessageDetail: toHost(host, 'Host', host === 'a b.test' ? '' : HOST_ADVICE) })
    }
    for (const host of ['localhost', 'LOCALHOST:3000', 'cust.localhost:3000', '127.0.0.1', '192.168.1.7:80', '[::1]:3000', 'host.docker.internal', 'superoffice:3000', 'Mock.example.com:3000', 'other.example.com']) {
      t.equal((await app.inject({ url, headers: { host } })).statusCode, 200, host)
    }
  }
  const guarded = await buildTestApp(t, { controlToken: 'secret' })
  const headers = { host: 'evil.test', authorization: 'Bearer secret' }
  t.equal((await guarded.inject({ url: '/_mock/tenants', headers })).statusCode, 200, 'the token decides')
  t.equal((await guarded.inject({ url: '/_mock/tenants', headers: { ...headers, origin: 'http://other.test' } })).statusCode, 403)
})

t.test('with TRUST_PROXY=on, the page has the origin of the forwarded host, and each host in the headers must be allowed', async t => {
  const app = await buildTestApp(t, { trustProxy: 'on', allowedHosts: 'proxy.example.com' })
  const readStatus = async (headers: Record<string, string>) => (await app.inject({ url: '/_mock/tenants', headers: { host: 'superoffice:3000', ...headers } })).statusCode
  const proxied = { 'x-forwarded-host': 'proxy.example.com', 'x-forwarded-proto': 'https' }
  t.equal(await readStatus(proxied), 200)
  t.equal(await readStatus({ ...proxied, origin: 'https://proxy.example.com', 'sec-fetch-site': 'same-origin' }), 200)
  t.equal(await readStatus({ ...proxied, 'x-forwarded-host': 'proxy.example.com:443', origin: 'https://proxy.example.com' }), 200, 'with its usual port')
  t.equal(await readStatus({ ...proxied, origin: 'https://evil.test' }), 403)
  t.equal(await readStatus({ ...proxied, origin: 'http://superoffice:3000' }), 403, 'the page is not of the host behind the proxy')
  t.equal(await readStatus({ ...proxied, origin: 'https://proxy.example.com:8443' }), 403)
  t.equal(await readStatus({ ...proxied, 'sec-fetch-site': 'cross-site' }), 403)
  for (const url of PATHS) {
    const rebound = await app.inject({ url, headers: { host: 'evil.test', 'x-forwarded-host': 'localhost' } })
    t.same([rebound.statusCode, rebound.json().MessageDetail], [403, toHost('evil.test')], 'a page can send the header to its own name')
    for (const hosts of ['evil.test', 'localhost, evil.test', 'evil.test, localhost']) {
      const refused = await app.inject({ url, headers: { host: 'superoffice:3000', 'x-forwarded-host': hosts } })
      t.same([refused.statusCode, refused.json().MessageDetail], [403, toHost('evil.test', 'X-Forwarded-Host')], hosts)
    }
  }
  const untrusting = await buildTestApp(t)
  t.equal((await untrusting.inject({ url: '/', headers: { host: 'localhost', 'x-forwarded-host': 'evil.test' } })).statusCode, 200, 'ignored')
  const headers = { host: 'evil.test', 'x-forwarded-host': 'evil.test', authorization: 'Bearer secret' }
  const guarded = await buildTestApp(t, { trustProxy: 'on', controlToken: 'secret' })
  t.equal((await guarded.inject({ url: '/_mock/tenants', headers })).statusCode, 200, 'the token decides')
})

t.test('pages of the mock have a Content-Security-Policy that forbids all sources by default, and forbids other pages to show them in frames', async t => {
  const app = await buildTestApp(t)
  for (const url of ['/', '/docs/', '/docs/static/swagger-ui.css', '/api']) {
    const { headers } = await app.inject({ url, headers: { accept: 'text/html' } })
    t.match(headers['content-security-policy'], /^default-src 'none';.*; ?frame-ancestors 'none'/, url)
    t.equal(headers['x-content-type-options'], 'nosniff', url)
  }
  t.notOk((await app.inject({ url: '/api', headers: { accept: 'application/json' } })).headers['content-security-policy'])
})
