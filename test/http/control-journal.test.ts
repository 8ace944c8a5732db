import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { mock } from 'node:test'
import { noisy } from '../pictures.js'
import { onPostgres } from '../postgres.js'
import { stop } from '../../src/http/listening.js'
import { buildTestApp, control, hurryTime, imageInfoPath, put, putOk } from '../helper.js'
import { turns, until } from '../waiting.js'

/** The option `skip` of tests that apply only to a journal in memory, which the mock has on SQLite. */
const inMemoryOnly = onPostgres && 'it is about a journal in memory'

const IMAGE_INFO = '/api/v1/Product/{productId}/ImageInfo'

const list = async (app: FastifyInstance, query = '', tenant = '') => (await app.inject(`${tenant}/_mock/journal${query}`)).json()

async function verify (app: FastifyInstance, verification: object, tenant = '') {
  return (await app.inject({ method: 'POST', url: `${tenant}/_mock/journal/verify`, payload: verification })).json()
}

t.test('the journal has an entry for each request with its response', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const headers = { authorization: 'Basic dGplMDpUamUw' }
  await app.inject({ method: 'PUT', url: '/_mock/clock', payload: { Now: '2026-01-01T00:00:00.5Z', Frozen: true } })
  const answer = await put(app, '{"Description":"Front view"}', { headers, url: `${imageInfoPath()}?x=1` })
  const { Entries, Dropped } = await list(app)
  t.equal(Dropped, 0)
  t.equal(Entries.length, 1)
  const [{ Milliseconds, Response: { Headers, ...response }, ...entry }] = Entries
  t.ok(Milliseconds > 0)
  t.match(Headers, { 'content-type': 'application/json; charset=utf-8', vary: /Accept/ })
  t.same(response, { Body: answer.body, BodyBytes: Buffer.byteLength(answer.body), BodyKept: 'all' })
  t.same(entry, {
    Id: 1,
    Time: '2026-01-01T00:00:00.500Z',
    Method: 'PUT',
    Path: imageInfoPath(),
    Query: 'x=1',
    Route: IMAGE_INFO,
    Caller: 'tje0',
    Status: 200,
    FaultId: null,
    Reason: null,
    Violations: null,
    Request: {
      Headers: {
        authorization: '(removed)',
        'content-type': 'application/json; charset=utf-8',
        'content-length': '28',
        host: 'localhost:80',
        'user-agent': 'lightMyRequest',
      },
      Body: '{"Description":"Front view"}',
      BodyBytes: 28,
      BodyKept: 'all',
    },
  })
  t.same((await app.inject('/_mock/journal/1')).json(), Entries[0])
  t.equal((await app.inject('/_mock/journal/2')).json().Message, 'Journal entry id 2 not found')
})

t.test('the entry of a HEAD request has no response body', async t => {
  const app = await buildTestApp(t)
  for (const url of [imageInfoPath(), '/api/v1/Product/1001/Image', '/nowhere']) await app.inject({ method: 'HEAD', url })
  t.same((await list(app)).Entries.map(({ Status, Response: { Headers: _, ...response } }: { Status: number, Response: { Headers: object } }) => [Status, response]),
    [200, 200, 404].map(status => [status, { Body: '', BodyBytes: 0, BodyKept: 'all' }]))
  const { log: { entries } } = await list(app, '?Format=har')
  t.match(entries, Array(3).fill({ response: { bodySize: 0, content: { size: 0, text: '' } } }))
})

t.test('the entry of a refused request has the reason of the refusal', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const headers = { authorization: 'Basic dGplMDpUamUw' }
  await app.inject(imageInfoPath())
  await put(app, { BlobSize: 'x' }, { headers })
  await put(app, '{', { headers })
  await put(app, 'x', { headers: { ...headers, 'content-type': 'text/plain' } })
  await app.inject({ url: '/nowhere', headers })
  await app.inject({ method: 'PATCH', url: imageInfoPath(), headers })
  const { Entries } = await list(app)
  t.match(Entries, [
    { Status: 401, Caller: null, Route: IMAGE_INFO, Reason: /^Authorization has been denied for this request\. The header Authorization must/ },
    { Status: 400, Reason: 'BlobSize must be an integer from -2147483648 to 2147483647; got "x".', Request: { Body: '{"BlobSize":"x"}' } },
    { Status: 400, Reason: /well-formed JSON/, Request: { Body: '{' } },
    { Status: 415, Reason: /text\/plain/, Request: { Body: 'x' } },
    { Status: 404, Route: null, Reason: "No HTTP resource was found that matches the request URI '/nowhere'." },
    { Status: 405, Route: null, Reason: /does not support http method 'PATCH'/ },
  ])
})

t.test('a 404 for an unknown path names the nearest route, and so does the Reason of its journal entry', async t => {
  const app = await buildTestApp(t)
  const nearest: [method: 'GET' | 'PUT' | 'DELETE', url: string, route: string][] = [
    ['PUT', '/api/v1/Product/123/ImageInf', 'PUT /api/v1/Product/{productId}/ImageInfo'],
    ['PUT', '/Cust1/api/v1/product/123/imageInfos?x=/y', 'PUT /api/v1/Product/{productId}/ImageInfo'],
    ['DELETE', '/api/v1/Product//ImageInf0', 'GET /api/v1/Product/{productId}/ImageInfo'],
    ['GET', '/Product/123/ImageInfo', 'GET /api/v1/Product/{productId}/ImageInfo'],
    ['GET', '/api/v1/Product/123/Image/Info', 'GET /api/v1/Product/{productId}/Image'],
    ['GET', '/api/v1/Prodcut', 'GET /api/v1/Product'],
    ['GET', '/helth', 'GET /health'],
    ['GET', '/_mock/jurnal', 'GET /_mock/journal'],
  ]
  for (const [method, url, route] of nearest) {
    const { MessageDetail } = (await app.inject({ method, url })).json()
    t.equal(MessageDetail, `The nearest is ${route}.`, url)
  }
  for (const url of ['/favicon.ico', `/${'a/'.repeat(4000)}`, '/api/v2/Sale/1/Appointment/5/Name']) {
    t.equal((await app.inject(url)).json().MessageDetail, undefined, url.slice(0, 40))
  }
  t.match((await list(app, '?Limit=1')).Entries, [{ Reason: /Name'\.$/ }])
  t.match((await list(app)).Entries, [{ Reason: /ImageInf'\. The nearest is PUT \/api\/v1\/Product\/\{productId\}\/ImageInfo\.$/ }])
})

t.test('requests to control routes, pages, health checks and documents, and preflights, are not in the journal', async t => {
  const app = await buildTestApp(t)
  for (const url of ['/', '/page/page.css', '/health', '/ready', '/docs', '/openapi.json', '/_mock/clock', '/_mock/nothing', '/_mock', '/%5Fmock/clock', '/no!name/api/v1/Product']) {
    await app.inject(url)
  }
  await app.inject({ method: 'OPTIONS', url: imageInfoPath(), headers: { origin: 'http://a.test', 'access-control-request-method': 'PUT' } })
  t.same(await list(app), { Entries: [], Dropped: 0 })
  await app.inject('/api')
  t.match(await list(app), { Entries: [{ Path: '/api', Route: '/api' }] })
})

t.test('requests of the page are not in the journal and have no faults, and one header is not enough to imitate the page', async t => {
  const app = await buildTestApp(t)
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Answer', Status: 503 }] })
  const marked = { 'x-superoffice-mock-page': '1' }
  const clients = [
    {}, marked, { 'sec-fetch-site': 'same-origin' },
    ...['same-site', 'cross-site', 'none', 'SAME-ORIGIN', ''].map(site => ({ ...marked, 'sec-fetch-site': site })),
  ]
  for (const headers of clients) {
    t.equal((await app.inject({ url: imageInfoPath(), headers })).statusCode, 503, JSON.stringify(headers))
    t.equal((await app.inject({ url: '/nowhere', headers })).statusCode, 404)
  }
  const headers = { ...marked, 'sec-fetch-site': 'same-origin' }
  t.equal((await app.inject({ url: imageInfoPath(), headers })).statusCode, 200)
  t.equal((await app.inject({ url: imageInfoPath(), headers: { ...headers, 'x-mock-fault': '429' } })).statusCode, 200)
  t.equal((await put(app, { Description: 'of the page' }, { headers })).statusCode, 200)
  t.equal((await app.inject({ url: '/nowhere', headers })).statusCode, 404)
  t.equal((await list(app)).Entries.length, clients.length * 2)
  t.match((await control(app, 'GET', 'faults')).body, { Faults: [{ Met: clients.length, Applied: clients.length }] })
})

t.test('secrets in headers, queries and bodies are removed from entries of the journal and from results of verifications', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const secret = 'S3cr3t-value'
  const headers = {
    authorization: `Bearer ${secret}`,
    cookie: `XSRF-TOKEN=${secret}`,
    'x-xsrf-token': secret,
    'so-apptoken': secret,
    'proxy-authorization': secret,
    'x-api-key': secret,
    referer: `http://a.test/?access_token=${secret}&x=1`,
  }
  for (const url of [imageInfoPath(), '/nowhere']) {
    for (const query of [`access_token=${secret}`, `access%5Ftoken=${secret}&y=2`, `so-ticket=${secret}%20x`, `a=1&Password=%zz${secret}`, 'token', 'token=a']) {
      await app.inject({ url: `${url}?${query}`, headers })
      await app.inject({ url: `${url}?${query}`, headers: { ...headers, accept: 'application/xml', 'x-mock-fault': `none; token=${secret}` } })
    }
  }
  await put(app, `Description=a&Password=${secret}`, { headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' } })
  await put(app, `{ "client_secret" : "${secret}\\"${secret}", "Token":"${secret}" }`, { headers })
  const { body } = await app.inject('/_mock/journal')
  t.notMatch(body, secret)
  const { Entries } = JSON.parse(body)
  t.equal(Entries.length, 26)
  t.equal(Entries.pop().Request.Body, '{ "client_secret" : "(removed)", "Token":"(removed)" }')
  t.match(Entries[0], {
    Query: 'access_token=(removed)',
    Request: { Headers: { authorization: '(removed)', cookie: '(removed)', referer: 'http://a.test/?access_token=(removed)&x=1' } },
  })
  t.equal(Entries[2].Query, 'access%5Ftoken=(removed)&y=2')
  t.equal(Entries.at(-1).Request.Body, 'Description=a&Password=(removed)')
  const { body: verified } = await app.inject({ method: 'POST', url: '/_mock/journal/verify', payload: { Match: { Method: 'PUT', Body: { Password: 'x', Token: 'y' } } } })
  t.match(verified, '"Came":"(removed)"')
  t.notMatch(verified, secret)
  const { Message } = JSON.parse(verified)
  t.match(Message, 'has no Body.Password and another Body.Token than expected.')
  const Description = [`http://a.test/?ticket=${secret}`, { Token: secret, Inner: [secret], Nothing: null }]
  await put(app, { Description: `${secret} is what came`, ExtraInfo: Description }, { url: `${imageInfoPath()}?ticket=${secret}`, headers })
  const { Nearest } = await verify(app, { Match: { Method: 'PUT', Body: { Description: 'x', ExtraInfo: 'y' } } })
  t.same(Nearest.Differences.map(({ Came }: { Came: unknown }) => Came), [
    '(removed) is what came', ['http://a.test/?ticket=(removed)', { Token: '(removed)', Inner: ['(removed)'], Nothing: null }],
  ])
})

t.test('values under secret names are removed from bodies that can be parsed, and everything else is unchanged', async t => {
  const app = await buildTestApp(t)
  const json: [body: string, shown: string][] = [
    ['{"tokens":["S3cr3t",["S3cr3t"]],"a":1}', '{"tokens":"(removed)","a":1}'],
    ['{ "Credentials" : {"value": "S3cr3t",\n"n":[{}]} , "a" :1}', '{ "Credentials" : "(removed)" , "a" :1}'],
    ['{"password" :  53.3 , "x":{"ticket":-533}}', '{"password" :  "(removed)" , "x":{"ticket":"(removed)"}}'],
    ['{"pwd":"S3cr3t","my passphrase":"S3cr3t","PIN":1}', '{"pwd":"(removed)","my passphrase":"(removed)","PIN":1}'],
    ['{"Token":null,"secret":true,"ticket":"","cookie":[ ],"api_key":{}}', '{"Token":null,"secret":true,"ticket":"","cookie":[ ],"api_key":{}}'],
    ['{"a":"token","b":["password", "secret"],"c":"\'x\\n"}', '{"a":"token","b":["password", "secret"],"c":"\'x\\n"}'],
    ['{"my \\"token\\" x":"S3cr3t","pass\\u0077ord":"S3cr3t"}', '{"my \\"token\\" x":"(removed)","pass\\u0077ord":"(removed)"}'],
    ['{"Key":"Password","Value":"S3cr3t"}', '{"Key":"Password","Value":"(removed)"}'],
    ['{"Value":"S3cr3t","Key":"Password","A":{"Value":1,"Key":[{"token":null}]}}', '{"Value":"(removed)","Key":"Password","A":{"Value":1,"Key":[{"token":null}]}}'],
    ['"token"', '"token"'],
  ]
  const patch: [body: string, shown: string][] = [
    [
      '[{"op":"replace","path":"/Password","value":"S3cr3t"},{"op":"replace","path":"/Description","value":"x"}]',
      '[{"op":"replace","path":"/Password","value":"(removed)"},{"op":"replace","path":"/Description","value":"x"}]',
    ],
    ['[{"value" : {"a":["S3cr3t"]} , "path":"/Credentials/0/x"}]', '[{"value" : "(removed)" , "path":"/Credentials/0/x"}]'],
    ['[{"VALUE":533,"op":"add","value":"S3cr3t","PATH":"\\/pass\\u0077ord"}]', '[{"VALUE":"(removed)","op":"add","value":"(removed)","PATH":"\\/pass\\u0077ord"}]'],
    ['[{"op":"copy","from":"/Token","path":"/Description"},{"path":5,"value":"token"}]', '[{"op":"copy","from":"/Token","path":"/Description"},{"path":5,"value":"token"}]'],
  ]
  const xml: [body: string, shown: string][] = [
    ['<A>\n<Password>S3cr3t</Password><B>x</B></A>', '<A>\n<Password>(removed)</Password><B>x</B></A>'],
    ['<A><x:Tokens a="S3cr3t"><x:T>S3cr3t</x:T></x:Tokens ></A>', '<A><x:Tokens a="(removed)">(removed)</x:Tokens ></A>'],
    ['<A x:token="S3cr3t" b=\'x\' secret = \'S3cr3t\' ticket=""/>', '<A x:token="(removed)" b=\'x\' secret = \'(removed)\' ticket=""/>'],
    ['<A><Password token="S3cr3t" b=""/></A>', '<A><Password token="(removed)" b=""/></A>'],
    ['<A><Password><![CDATA[</Password>S3cr3t]]></Password><B/></A>', '<A><Password>(removed)</Password><B/></A>'],
    ['<A><Token>S3<Token>cr</Token><Token/>3t</Token>d</A>', '<A><Token>(removed)</Token>d</A>'],
    ['<A xmlns:token="urn:x"><Password i:nil="true"/><Password> </Password><token:B>x</token:B></A>', '<A xmlns:token="urn:x"><Password i:nil="true"/><Password> </Password><token:B>x</token:B></A>'],
    [
      '<A><P><Key>Password</Key><Value>S3cr3t</Value></P><P><Key>a</Key><Value>b</Value></P></A>',
      '<A><P><Key>Password</Key><Value>(removed)</Value></P><P><Key>a</Key><Value>b</Value></P></A>',
    ],
    ['<P><Key>&#112;assword</Key><Value>S3cr3t</Value></P>', '<P><Key>&#112;assword</Key><Value>(removed)</Value></P>'],
    ['<A><add key="tok&#x65;n" value="S3cr3t"/></A>', '<A><add key="tok&#x65;n" value="(removed)"/></A>'],
    ['<A><add key="pwd" value="S3cr3t"/><add key="a" value="b"/></A>', '<A><add key="pwd" value="(removed)"/><add key="a" value="b"/></A>'],
    ['<A><!-- <token> --><B><![CDATA[<ticket>]]>x</B></A>', '<A><!-- <token> --><B><![CDATA[<ticket>]]>x</B></A>'],
    ['<Password>S3cr3t<B/></Password>', '<Password>(removed)</Password>'],
  ]
  const form: [body: string, shown: string][] = [
    ['Description=a;b&Password=S3cr3t;S3cr3t"S3cr3t&%74oken=S3cr3t&pwd=', 'Description=a;b&Password=(removed)&%74oken=(removed)&pwd=(removed)'],
    ['Credentials[0].Value=S3cr3t&b=%zz', 'Credentials[0].Value=(removed)&b=%zz'],
    ['{"token":"S3cr3t","b":"c=d"}', '{"token":"(removed)","b":"c=d"}'],
  ]
  const multipart: [body: string, shown: string][] = [[
    '--b\r\nContent-Disposition: form-data; name="Password"\r\n\r\nS3cr3t\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b\r\nname=token',
    '--b\r\nContent-Disposition: form-data; name="Password"\r\n\r\n(removed)\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b\r\nname=token',
  ]]
  const bodies: [mediaType: string, bodies: [body: string, shown: string][]][] = [
    ['application/json', json],
    ['text/json', json],
    ['application/merge-patch+json', json],
    ['application/json-patch+json', patch],
    ['application/xml', xml],
    ['text/xml', xml],
    ['application/x-www-form-urlencoded', form],
    ['multipart/form-data; boundary=b', multipart],
  ]
  for (const [mediaType, cases] of bodies) {
    await app.inject({ method: 'DELETE', url: '/_mock/journal' })
    for (const [body] of cases) await put(app, body, { headers: { 'content-type': mediaType } })
    const { body: listed } = await app.inject('/_mock/journal')
    t.same(JSON.parse(listed).Entries.map(({ Request }: { Request: { Body: string } }) => Request.Body), cases.map(([, shown]) => shown), mediaType)
  }
  await app.inject({ method: 'DELETE', url: '/_mock/journal' })
  await put(app, '[{"op":"add","path":"/Password","value":"S3cr3t"},{"op":"add","path":"/a","value":1}]', { headers: { 'content-type': 'application/json-patch+json' } })
  const { Nearest } = await verify(app, { Match: { Method: 'PUT', Body: { Description: 'x' } } })
  t.same(Nearest.Differences[0].Came, [{ op: 'add', path: '/Password', value: '(removed)' }, { op: 'add', path: '/a', value: 1 }])
})

t.test('secrets of a request are removed by their value wherever the request or response repeats them, in each escaped form', async t => {
  const app = await buildTestApp(t)
  const secret = 'S3cr3t+"ø😀&value'
  const base64 = Buffer.from(secret).toString('base64')
  const forms = [
    encodeURIComponent(secret), encodeURIComponent(secret).toLowerCase().replace('s3cr3t', '%533cr3t'),
    JSON.stringify(secret).slice(1, -1), 'S3cr3t\\u002B\\u0022\\u00f8\\uD83D\\ude00&value',
    secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;'), 'S3cr3t&#43;&#x22;&#248;😀&amp;value',
    base64, Buffer.from(secret).toString('base64url'), base64.replaceAll('=', ''),
  ]
  const sent: [headers: Record<string, string>, query?: string][] = [
    [{ authorization: `Basic ${Buffer.from(`tje0:${secret}`).toString('base64')}` }],
    [{ cookie: `a=b; session=${encodeURIComponent(secret)}` }],
    [{ 'so-apptoken': encodeURIComponent(secret) }],
    [{ 'x-xsrf-token': encodeURIComponent(secret) }],
    [{ 'proxy-authorization': encodeURIComponent(secret) }],
    [{}, `?a=b&pwd=${encodeURIComponent(secret)}`],
    [{ 'x-mock-fault': `delay=0; token=${encodeURIComponent(secret)}` }],
  ]
  for (const [headers, query = ''] of sent) {
    for (const form of [secret, ...forms]) {
      await app.inject({ method: 'DELETE', url: '/_mock/journal' })
      await app.inject({ method: 'PUT', url: `${imageInfoPath()}${query}`, headers: { ...headers, 'content-type': 'text/plain' }, payload: `{ a ${form} b` })
      const { Entries: [{ Request }] } = await list(app)
      t.match(Request.Body, /^\{ a \(removed\)=* b$/, `${Object.keys(headers)}${query} ${form}`)
    }
  }

  const token = 'S3cr3t-value'
  const headers = { authorization: `SoTicket ${token}`, referer: `http://a.test/${token}?pwd=abc&x=1`, origin: `http://${token}.test`, host: `${token}.test` }
  await put(app, { BlobSize: token, Description: token }, { headers })
  await put(app, { Description: token }, { headers, url: `${imageInfoPath()}?x=${token}` })
  await app.inject({ url: `/nowhere/${token}/x`, headers })
  const { body } = await app.inject('/_mock/journal')
  t.notMatch(body, token)
  t.match(JSON.parse(body).Entries.slice(1), [
    {
      Reason: 'BlobSize must be an integer from -2147483648 to 2147483647; got "(removed)".',
      Request: { Body: '{"BlobSize":"(removed)","Description":"(removed)"}', Headers: { referer: 'http://a.test/(removed)?pwd=(removed)&x=1', origin: 'http://(removed).test', host: '(removed).test' } },
    },
    { Query: 'x=(removed)', Response: { Body: /"Description":"\(removed\)"/ } },
    { Path: '/nowhere/(removed)/x', Reason: "No HTTP resource was found that matches the request URI '/nowhere/(removed)/x'." },
  ])
  await app.inject({ url: `${imageInfoPath()}?x=${token}`, headers: { 'x-mock-fault': `expired-token=5; token=${token}` } })
  t.equal((await list(app)).Entries.at(-1).Query, 'x=(removed)', 'a preset whose name ends with token has a value')
})

t.test('secrets are removed by their value only as whole words of at least six characters, and user names are kept', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const shown = async (authorization: string, body: string, query = '') => {
    await put(app, body, { headers: { authorization }, url: imageInfoPath() + query })
    return (await list(app)).Entries.at(-1).Request.Body
  }
  const kept = ['xabcdef', 'abcdefx', 'éabcdef', 'abcdef1', 'ABCDEF', 'abcde', '\\u0061bcdefg', '%61bcdefg', '%C0%80']
  t.equal(await shown('Bearer abcdef', `["${kept.join('","')}"]`), `["${kept.join('","')}"]`)
  t.equal(await shown('Bearer abcdef', '["abcdef","_abcdef-","\\nabcdef"] abcdef'), '["(removed)","_(removed)-","\\n(removed)"] (removed)')
  t.equal(await shown('Bearer abcde', '["abcde"]'), '["abcde"]', 'a short secret')
  t.equal(await shown('Bearer abcdef', '["abcdef","abcdef-ghi","abcdef-gh"]', '?token=abcdef-ghi'), '["(removed)","(removed)","(removed)-gh"]', 'the longest secret')
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  t.equal(await shown(basic('charles:charles'), '["charles"]'), '["charles"]', 'a password that is the user name')
  t.equal(await shown(basic('Charles:other-one'), '["charles","other-one"]', '?token=charles'), '["charles","(removed)"]', 'another secret that is the user name')
  t.equal(await shown(`Basic ${btoa('åse:pæssword')}`, '["åse","pæssword","p?ssword"]'), '["åse","(removed)","p?ssword"]', 'a password in Latin-1')
  const long = 'abcdefg-'.repeat(8)
  t.equal(await shown(`Bearer ${long}x`, `["${long}x","${long}","${long.slice(0, 32)}…","${long.slice(0, 31)}…"]`), `["(removed)","(removed)","(removed)…","${long.slice(0, 31)}…"]`, 'the start of a long secret')
})

t.test('secrets of the users file and the control token are removed from all entries, and user names are kept', async t => {
  const users = [
    { Name: 'charles', Password: 'charlie:chaplin' },
    { Name: 'tje0', Password: 'charles', Tickets: ['7T:Ticket-1'], Tokens: [{ Token: '8A:Cust12345.Token-1' }] },
    { Name: 'kåre', Password: 'kåre-1' },
    { Name: 'nobody' },
  ]
  const app = await buildTestApp(t, { auth: 'users', users, controlToken: 'control-1' })
  const secrets = ['charlie:chaplin', '7T:Ticket-1', '8A:Cust12345.Token-1', 'control-1', Buffer.from('charles:charlie:chaplin').toString('base64'), btoa('kåre:kåre-1')]
  const { Message } = (await app.inject('/_mock/journal')).json()
  t.match(Message, /denied/)
  await put(app, `${secrets.join(' ')} charles tje0 nobody`, { headers: { authorization: 'SoTicket 7T:Ticket-1' } })
  const { Entries: [{ Request }] } = (await app.inject({ url: '/_mock/journal', headers: { authorization: 'Bearer control-1' } })).json()
  t.equal(Request.Body, `${secrets.map(() => '(removed)').join(' ')} charles tje0 nobody`)
})

t.test('values under secret names are removed from malformed or truncated JSON and XML, and so is a rest that cannot be parsed and has such a name', async t => {
  const app = await buildTestApp(t)
  const headers = { authorization: 'Bearer Known-value' }
  const malformed: [body: string, shown: string][] = [
    ["{'Password': 'S3cr3t', 'x': it's}", "{'Password': \"(removed)\", 'x': it's}"],
    ['{"a":1,"token": S3cr3t, "x":1}', '{"a":1(removed)'],
    ['{"tokens":[["S3cr3t"],"x":1', '{"tokens":"(removed)"'],
    ['{"a":{"b":"c","pass\\u0077ord":"S3cr3t\\', '{"a":{"b":"c"(removed)'],
    ['[{"path":"/Password","value":"S3cr3t', '[{"path":"/Password"(removed)'],
    ['[{"value":"S3cr3t","path":"/Password', '[{"value":"(removed)"(removed)'],
    ['[{"value":"S3cr3t","path":"/Password"},{"value":"a"', '[{"value":"(removed)","path":"/Password"},{"value":"a"'],
    ['{"path":"/Password","x":{"a" 1},"value":"S3cr3t"}', '{"path":"/Password","x":(removed)'],
    ['{"value":"S3cr3t","x":{"a" 1},"path":"/Password"}', '{"value":"(removed)","x":(removed)'],
    ['{"a":"b"} {"token":"S3cr3t"}', '{"a":"b"}(removed)'],
    ['<A><Password>S3cr3t</A>', '<A><Password>(removed)</A>'],
    ['<A><B/><Password S3cr3t></A>', '<A><B/><Password (removed)'],
    ['<A token="S3cr3t"', '<A token="(removed)"'],
    ['<A b="c" token="S3cr3t', '<A b="c(removed)'],
    ['<A><P><Key>Password</Key><Value>S3cr3t', '<A><P><Key>Password</Key><Value>(removed)'],
    ['{"a":"Known-value","token":null', '{"a":"(removed)","token":null'],
    ['token and Known-value', 'token and (removed)'],
    ['<token', '<token'],
  ]
  for (const [body] of malformed) await put(app, body, { headers })
  t.same((await list(app)).Entries.map(({ Request }: { Request: { Body: string } }) => Request.Body), malformed.map(([, shown]) => shown))

  await app.inject({ method: 'DELETE', url: '/_mock/journal' })
  const filling = 'other '.repeat(12_000)
  const truncated: [body: string, shown: string][] = [
    [`{"a":"Known-value","token":"S3cr3t","b":"${filling}"}`, '{"a":"(removed)","token":"(removed)","b":"other '],
    [`{"a":1,"token":"${filling}"}`, '{"a":1(removed)'],
    [`<A><Password>S3cr3t</Password><B>${filling}</B></A>`, '<A><Password>(removed)</Password><B>other '],
    [`<A><Password>${filling}</Password></A>`, '<A><Password>(removed)'],
  ]
  for (const [body] of truncated) await put(app, body, { headers })
  t.same((await list(app)).Entries.map(({ Request: { Body, BodyKept } }: { Request: { Body: string, BodyKept: string } }) => [Body.replace(/(other )\1*.{0,5}$/, '$1'), BodyKept]),
    truncated.map(([, shown]) => [shown, 'beginning']))
  await put(app, `a=1&token=${filling}`, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  t.match((await list(app, '?Limit=1')).Entries, [{ Request: { Body: 'a=1&token=(removed)', BodyKept: 'beginning' } }], 'a form that is cut is a form')
})

t.test('a verification compares the received values, in which secrets are not removed yet', async t => {
  const app = await buildTestApp(t)
  const headers = { authorization: 'Bearer S3cr3t-value', 'x-run': 'S3cr3t-value', 'x-mock-fault': 'delay=0; token=abc' }
  await put(app, { Description: 'S3cr3t-value' }, { headers, url: `${imageInfoPath()}?x=S3cr3t-value` })
  await app.inject({ url: '/nowhere/S3cr3t-value', headers: { authorization: headers.authorization } })
  const matches = [
    { Header: { Name: 'X-Run', Value: 'S3cr3t-*' } }, { Query: { Name: 'x', Value: 'S3cr3t-value' } }, { Body: { Description: 'S3cr3t-value' } },
    { Path: '/nowhere/S3cr3t-value' },
  ]
  for (const Match of matches) t.match(await verify(app, { Match, Times: { Exactly: 1 } }), { Held: true }, JSON.stringify(Match))
  const { Message, Nearest } = await verify(app, {
    Match: { Method: 'PUT', Header: { Name: 'X-Mock-Fault', Value: '404*' }, Query: { Name: 'x', Value: 'a' }, Body: { Description: 'b' } },
  })
  t.same(Nearest.Differences.map(({ Came }: { Came: string }) => Came), ['delay=0; token=(removed)', '(removed)', '(removed)'])
  t.match(Message, 'has Header.X-Mock-Fault "delay=0; token=(removed)" (expected "404*"), Query.x "(removed)" (expected "a") and Body.Description "(removed)" (expected')
})

t.test('secrets are removed from long and deeply nested bodies, for which a simple search would take quadratic time', async t => {
  const app = await buildTestApp(t)
  const periodic = 'a-'.repeat(3000)
  const tokens = Array.from({ length: 500 }, (_, index) => `token=aaaaaa-${index}`).join('&')
  const request = { headers: { authorization: `Bearer ${periodic}b` }, url: `${imageInfoPath()}?${tokens}` }
  const nested = (start: string, inner: string, end: string, times: number) => start.repeat(times) + inner + end.repeat(times)
  // Bodies for which a search takes quadratic time if it compares the same text again for each value, level or secret.
  const bodies: [body: string, shown: string | RegExp][] = [
    [nested('{"token":', '1', '}', 6000), '{"token":"(removed)"}'],
    [nested('{"key":', '"token"', '}', 7000), /^(\{"key":){7000}"token"\}{7000}$/],
    [`{"a":[${'"value":1,'.repeat(3000)}${'"path":"token",'.repeat(2000)}1]}`.replaceAll('[', '{').replace('1]', '"b":1}'), /^\{"a":\{("value":"\(removed\)",){3000}/],
    [nested('<token>', '1', '</token>', 4000), '<token>(removed)</token>'],
    [nested('<Key>a', 'token', '</Key>', 5000), /^(<Key>a){5000}token(<\/Key>){5000}$/],
    [`<A>${'<b key="token" value="x"/>'.repeat(2400)}</A>`, `<A>${'<b key="token" value="(removed)"/>'.repeat(2400)}</A>`],
    ['{"token":'.repeat(7000), '{"token":"(removed)"'],
    ['<token>'.repeat(9000), '<token>(removed)'],
    [`--token${'\r\n--name='.repeat(7000)}`, /^--token(\r\n--name=){7000}$/],
    ['a-'.repeat(32_000), /^(\(removed\)|[a-])+$/],
    [`${periodic}b `.repeat(10), '(removed) '.repeat(10)],
    ['aaaaaa-'.repeat(9000), 'aaaaaa-'.repeat(9000)],
    ['aaaaaa-77 '.repeat(6000), '(removed) '.repeat(6000)],
    ['%61'.repeat(21_000), '%61'.repeat(21_000)],
    ['\\'.repeat(65_000), '\\'.repeat(65_000)],
    [`"token":"${'\\"'.repeat(30_000)}`, `"token":"${'\\"'.repeat(30_000)}`],
  ]
  for (const [body, shown] of bodies) {
    await app.inject({ method: 'DELETE', url: '/_mock/journal' })
    await put(app, body, request)
    const { Entries: [{ Request }] } = await list(app)
    const isShown = typeof shown === 'string' ? Request.Body === shown : shown.test(Request.Body)
    t.ok(isShown, `${body.slice(0, 40)} ${Request.Body.slice(0, 80)}`)
  }
})

t.test('no entry of the journal contains the token of X-Mock-Fault, even if no fault is set', async t => {
  const controlToken = 'Let_me-in9'
  for (const token of [controlToken, 'let-me-in', '503503']) {
    const app = await buildTestApp(t, { controlToken: token })
    const authorization = `Bearer ${token}`
    const shown: [header: string, shown: string][] = [
      [token, '(removed)'],
      [`Bearer ${token}`, '(removed)'],
      [`${token};token=${token}`, '(removed)'],
      [`none; token=${token}`, '(removed)'],
      [`503; token=${token}`, '503; token=(removed)'],
      ['FLAKY;phase=after', 'FLAKY;phase=after'],
      ['delay=20', 'delay=20'],
    ]
    for (const [fault] of shown) {
      t.notMatch((await app.inject({ url: imageInfoPath(), headers: { 'x-mock-fault': fault } })).body, token)
    }
    const { body } = await app.inject({ url: '/_mock/journal', headers: { authorization } })
    t.notMatch(body, token)
    const { Entries } = JSON.parse(body)
    t.same(Entries.map(({ Request }: { Request: { Headers: Record<string, string> } }) => Request.Headers['x-mock-fault']), shown.map(([, text]) => text))
    t.equal(Entries[4].Response.Headers['x-mock-fault'], '503')
    const verified = await app.inject({
      method: 'POST', url: '/_mock/journal/verify', headers: { authorization }, payload: { Match: { Header: { Name: 'X-Mock-Fault', Value: 'x' } }, Since: 4 },
    })
    t.notMatch(verified.body, token)
  }
})

t.test('the journal keeps only the length of binary bodies, and the beginning of long text bodies', async t => {
  const app = await buildTestApp(t)
  const picture = await noisy({ width: 800, height: 600 }).png().toBuffer()
  await app.inject({ method: 'PUT', url: '/api/v1/Product/123/Image', headers: { 'content-type': 'image/png' }, payload: picture })
  await app.inject('/api/v1/Product/123/Image')
  await app.inject({ url: '/api/v1/Product/124/Image?ifBlank=SrNoPhoto', headers: { accept: 'image/png' } })
  await app.inject({ method: 'DELETE', url: '/api/v1/Product/123/Image' })
  await app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/GetProductImage', payload: { ProductId: 1001 } })
  const Description = 'x' + 'å'.repeat(40_000)
  await put(app, { Description })
  const { Entries } = await list(app)
  t.match(Entries, [
    { Request: { Body: null, BodyBytes: picture.length, BodyKept: 'none' } },
    { Response: { Body: null, BodyBytes: picture.length, BodyKept: 'none', Headers: { 'content-type': 'image/png' } } },
    { Request: { Body: '', BodyBytes: 0, BodyKept: 'all' }, Response: { Body: null, BodyKept: 'none' } },
    { Status: 204, Response: { Body: '', BodyBytes: 0, BodyKept: 'all' } },
    { Response: { BodyKept: 'all' } },
    { Request: { BodyBytes: 80_019, BodyKept: 'beginning' } },
  ])
  const { Body } = Entries[5].Request
  t.ok(JSON.stringify({ Description }).startsWith(Body), 'no character is cut in two')
  t.equal(Buffer.byteLength(Body), 65_535)
})

t.test('the journal can be filtered by method, path, status and Since, and can be cleared', async t => {
  const app = await buildTestApp(t)
  await app.inject({ method: 'PUT', url: '/_mock/clock', payload: { Now: '2026-01-01T00:00:00Z', Frozen: true } })
  await putOk(app, {})
  await app.inject('/nowhere')
  await app.inject({ method: 'PUT', url: '/_mock/clock', payload: { Now: '2026-01-02T00:00:00Z' } })
  await app.inject('/api/v1/Product/1001')
  await app.inject('/api/v1/Product/0')
  const ids = async (query: string) => (await list(app, query)).Entries.map(({ Id }: { Id: number }) => Id)
  const filters: [query: string, ids: number[]][] = [
    ['', [1, 2, 3, 4]],
    ['?method=get', [2, 3, 4]],
    ['?Path=/api/v1/product/{id}', [3, 4]],
    ['?Path=/api/*', [1, 3, 4]],
    ['?Status=404', [2]],
    ['?Status=4xx', [2, 4]],
    ['?Status=2XX&Method=PUT', [1]],
    ['?Since=2', [3, 4]],
    ['?Since=2026-01-02T00:00:00Z', [3, 4]],
    ['?Limit=2', [3, 4]],
    ['?Limit=1&Status=200', [3]],
  ]
  for (const [query, expected] of filters) t.same(await ids(query), expected, query)
  const refused: [query: string, message: string][] = [
    ['?Method=FETCH', 'No request can ever match: the method FETCH does not exist.'],
    ['?Status=600', 'No request can ever match: Status must be a status such as 404 or a class such as 4xx; got 600.'],
    ['?Since=yesterday', 'Since must be the id of a request or a date and time such as 2008-01-30T09:40:59Z; got "yesterday".'],
    ['?Since=2026-02-30T00:00:00Z', 'Since must be the id of a request or a date and time such as 2008-01-30T09:40:59Z; got "2026-02-30T00:00:00Z".'],
    ['?Paht=/', 'Unknown parameter "Paht". Supported: Method, Path, Status, Unmatched, Since, Limit, Format.'],
  ]
  for (const [query, message] of refused) t.equal((await list(app, query)).Message, message)

  t.equal((await app.inject({ method: 'DELETE', url: '/_mock/journal' })).statusCode, 204)
  t.same(await list(app), { Entries: [], Dropped: 0 })
  await app.inject('/nowhere')
  t.same(await ids(''), [5], 'ids go on')
})

t.test('each tenant has its own journal, which is removed with the tenant', async t => {
  const app = await buildTestApp(t)
  await putOk(app, {}, { url: imageInfoPath(1, 'Cust1') })
  t.match(await list(app, '', '/CUST1'), { Entries: [{ Id: 1, Path: imageInfoPath(1) }] })
  t.same(await list(app), { Entries: [], Dropped: 0 })
  await app.inject({ method: 'DELETE', url: '/_mock/tenants/cust1' })
  t.same(await list(app, '', '/Cust1'), { Entries: [], Dropped: 0 })
  t.equal((await list(app, '', '/Cust1/_mock/x')).StatusCode, undefined)
})

t.test('requests without a response are in the journal', async t => {
  const app = await buildTestApp(t)
  await app.listen({ port: 0 })
  const { port } = app.server.address() as AddressInfo
  await app.inject({ method: 'POST', url: '/_mock/faults', payload: { Actions: [{ Action: 'Drop' }] } })
  await new Promise(resolve => httpRequest({ port, path: imageInfoPath(), headers: { 'X-A': ['1', '2'] } }).once('error', resolve).end())
  t.match(await list(app), { Entries: [{ Id: 1, Status: null, FaultId: 1, Reason: null, Request: { Headers: { 'x-a': '1, 2' } }, Response: { Body: '' } }] })
  await app.inject({ method: 'DELETE', url: '/_mock/faults' })
  const waiting = httpRequest({ port, method: 'PUT', path: imageInfoPath(), headers: { 'transfer-encoding': 'chunked' } })
  const arrived = once(app.server, 'request')
  waiting.once('error', () => undefined).write('{')
  await arrived
  waiting.destroy()
  await until(async () => (await list(app)).Entries.length >= 2)
  t.match(await list(app), { Entries: [{}, { Id: 2, Request: { Body: null, BodyBytes: null, BodyKept: 'none' } }] })
})

t.test('the entry of a request whose connection closes during the response is marked as cut off', async t => {
  const app = await buildTestApp(t)
  await app.listen({ port: 0 })
  const { port } = app.server.address() as AddressInfo
  await app.inject({ method: 'POST', url: '/_mock/faults', payload: { Actions: [{ Action: 'Trickle', ChunkBytes: 1, Milliseconds: 50 }] } })
  const request = httpRequest({ port, path: imageInfoPath() }).end()
  const [response] = await once(request, 'response')
  await once(response, 'data')
  t.match(await list(app), { Entries: [{ Status: 200, Reason: null }] })
  request.once('error', () => undefined).destroy()
  await until(async () => (await list(app)).Entries[0].Reason !== null)
  t.match(await list(app), { Entries: [{ Status: 200, Reason: 'The connection was closed before the whole response was sent.' }] })
})

t.test('the journal has limits for entries and bytes, and counts the entries that it drops', async t => {
  t.test('JOURNAL_SIZE limits the entries of a tenant', async t => {
    const app = await buildTestApp(t, { journalSize: 2 })
    for (const product of [1, 2, 3]) await app.inject(imageInfoPath(product))
    await app.inject(imageInfoPath(1, 'Cust1'))
    t.match(await list(app), { Entries: [{ Id: 2 }, { Id: 3 }], Dropped: 1 })
    t.match(await list(app, '', '/Cust1'), { Entries: [{ Id: 1 }], Dropped: 0 })
    t.match(await verify(app, { Times: { Exactly: 3 } }), {
      Held: false,
      Count: 2,
      Unknown: 1,
      Message: 'The verification is undecided: 2 requests match; expected exactly 3. Requests that may match, but were dropped ' +
        'to free space or not kept completely: 1. Verify sooner, set Since, or raise SUPEROFFICE_MOCK_JOURNAL_SIZE.',
    })
    t.match(await verify(app, { Times: { AtMost: 2 } }), { Held: false, Unknown: 1, Message: /^The verification is undecided/ })
    t.match(await verify(app, { Times: { AtMost: 1 } }), { Held: false, Message: /^The verification fails/ })
    t.match(await verify(app, { Times: { AtMost: 3 } }), { Held: true })
    t.match(await verify(app, { Times: { AtLeast: 2 } }), { Held: true })
    t.match(await verify(app, { Times: { AtLeast: 4 } }), { Held: false, Message: /^The verification fails/ })
    t.match(await verify(app, { Times: { Exactly: 2 }, Since: 1 }), { Held: true, Unknown: 0 })
    t.match(await verify(app, { Times: { Exactly: 0 }, Since: '2999-01-01T00:00:00Z' }), { Held: true, Unknown: 0 })
    t.match(await verify(app, { Times: { Exactly: 2 }, Since: '2001-01-01T00:00:00Z' }), { Held: false, Unknown: 1 })
    await app.inject({ method: 'DELETE', url: '/_mock/journal' })
    t.match(await verify(app, { Times: { Exactly: 0 } }), { Held: true, Unknown: 0 })
  })

  t.test('all journals together have a limit in bytes', { skip: inMemoryOnly }, async t => {
    const app = await buildTestApp(t)
    await app.inject(imageInfoPath(1, 'Cust1'))
    const text = 'x'.repeat(60_000)
    for (let calls = 0; calls < 300; calls++) await app.inject({ url: `/nowhere?${calls}`, headers: { 'x-long': text } })
    t.match(await list(app, '', '/Cust1'), { Entries: [], Dropped: 1 })
    const { Entries, Dropped } = await list(app, '?Limit=1000')
    t.equal(Entries.length + Dropped, 300)
    t.ok(Entries.length > 230)
    t.same(Entries.map(({ Id }: { Id: number }) => Id), Array.from(Entries, (_, index) => Dropped + 1 + index), 'the last without a gap')
    t.match(await verify(app, { Match: { Path: '/nowhere' }, Times: { Exactly: 300 - Dropped }, Since: Dropped }), { Held: true, Unknown: 0 })
    t.teardown(hurryTime())
    const verifying = verify(app, { Match: { Path: '/nowhere' }, Times: { AtLeast: 600 - Dropped }, Since: Dropped })
    for (let turns = 0; turns < 10; turns++) await nextTurn()
    const events = (await app.inject({ url: `/_mock/journal/stream?Since=${Dropped}`, payloadAsStream: true })).stream()
    await Promise.all(Array.from({ length: 300 }, () => app.inject({ url: '/nowhere', headers: { 'x-long': text } })))
    t.match(await verifying, { Held: false, Message: /^The verification is undecided/ }, 'of calls that are dropped before they are looked at')
    let told = ''
    for await (const chunk of events) {
      told += chunk
      if (told.includes('event: dropped')) break
    }
    t.match(told, /event: dropped\ndata: {"Dropped":\d+}/)
    t.match(await verify(app, { Times: { AtLeast: 1 } }, '/Cust1'), { Held: false, Count: 0, Unknown: 1 })
  })

  t.test('JOURNAL_SIZE=0 keeps no entries, and listings, streams and verifications are refused', async t => {
    const app = await buildTestApp(t, { journalSize: 0 })
    await app.inject(imageInfoPath())
    await put(app, '{')
    for (const path of ['journal', 'journal/1', 'journal/stream']) {
      const { status, body } = await control(app, 'GET', path)
      t.equal(status, 400)
      t.equal(body.Message, 'The journal is off, because SUPEROFFICE_MOCK_JOURNAL_SIZE is 0: no request is recorded.')
    }
    t.equal((await app.inject({ method: 'HEAD', url: '/_mock/journal' })).statusCode, 400)
    t.equal((await control(app, 'DELETE', 'journal')).status, 204)
    for (const path of ['clock', 'faults', 'openapi.json', 'state']) t.equal((await control(app, 'GET', path)).status, 200, path)
    t.equal((await verify(app, { Times: { AtMost: 1 } })).Message, 'Nothing can be verified, because SUPEROFFICE_MOCK_JOURNAL_SIZE is 0: no request is recorded.')
  })
})

t.test('a verification counts the requests that match', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const headers = { authorization: 'Basic dGplMDpUamUw', 'x-run': 'one' }
  await putOk(app, { description: 'Front view', BlobId: 909, CreatedBy: { name: 'tje0' } }, { headers, url: `${imageInfoPath()}?fk=a%20b` })
  await put(app, 'Description=Front+view&BlobId=909&CreatedBy.Name=', { headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' } })
  await put(app, '{', { headers: { ...headers, 'content-type': '' } })
  await put(app, { ExtraInfo: [{ Name: 'a', Value: 'b' }] }, { headers })
  await app.inject('/nowhere')
  const fitting: [match: object, count: number][] = [
    [{}, 5],
    [{ Method: 'put' }, 4],
    [{ Path: IMAGE_INFO }, 4],
    [{ Path: '*' }, 5],
    [{ Status: 200 }, 2],
    [{ Status: '4xx' }, 3],
    [{ Header: { Name: 'X-Run' } }, 4],
    [{ Header: { Name: 'X-Run', Value: 'o*e' } }, 4],
    [{ Header: { Name: 'Authorization' } }, 4],
    [{ Query: { Name: 'FK', Value: 'a b' } }, 1],
    [{ Query: { Name: 'fk' } }, 1],
    [{ Caller: 'tje*' }, 4],
    [{ FaultId: 1 }, 0],
    [{ Body: { Description: 'Front view' } }, 2],
    [{ Body: { blobid: 909 } }, 2],
    [{ Body: { CreatedBy: { Name: 'tje0' } } }, 1],
    [{ Body: { CreatedBy: { Name: null } } }, 1],
    [{ Body: { ExtraInfo: [{ Name: 'a' }] } }, 1],
    [{ Body: { ExtraInfo: [] } }, 0],
    [{ Body: {} }, 3],
    [{ Body: { Property: 'description', Value: 'Fr*w' } }, 2],
    [{ Body: { Property: 'CreatedBy.Name', Value: 'tje0' } }, 1],
    [{ Body: { Property: 'BlobId', Value: 909 } }, 2],
    [{ Body: { property: 'ExtraInfo[0].Name', value: 'a' } }, 1],
    [{ Body: { Property: 'MimeType' } }, 0],
  ]
  for (const [Match, count] of fitting) {
    t.match(await verify(app, { Match, Times: { Exactly: count } }), { Held: true, Count: count, Nearest: null }, JSON.stringify(Match))
  }
  t.same(await verify(app, {}), { Held: true, Count: 5, Unknown: 0, Message: 'The verification holds: 5 requests match; expected at least 1.', Nearest: null })
  const ranges: [times: object, result: object][] = [
    [{ AtLeast: 1, AtMost: 5 }, { Held: true, Message: 'The verification holds: 5 requests match; expected 1 to 5.' }],
    [{ AtMost: 3 }, { Held: false, Nearest: null, Message: 'The verification fails: 5 requests match; expected at most 3.' }],
    [{ Exactly: 6 }, { Held: false, Nearest: null, Message: 'The verification fails: 5 requests match; expected exactly 6.' }],
  ]
  for (const [Times, result] of ranges) t.match(await verify(app, { Times }), result)
})

t.test('a verification with Sequence holds if the requests were received in this sequence, even with other requests between them', async t => {
  const app = await buildTestApp(t)
  await app.inject('/api/v1/Product/1003')
  await app.inject('/api/v1/Product/1001')
  await putOk(app, { Description: 'Front view' })
  await app.inject('/api/v1/Product/1002')
  await putOk(app, { Description: 'Back view' })
  const get = (id: number) => ({ Method: 'GET', Path: `/api/v1/Product/${id}` })
  const save = (Description: string) => ({ Method: 'PUT', Body: { Description } })
  const inOrder: [sequence: object[], result: object][] = [
    [[get(1001), save('Front view'), save('Back view')], { Held: true, Count: 3, Nearest: null, Message: 'The verification holds: requests 2, 3, 5 match Sequence[0] to Sequence[2].' }],
    [[{}], { Held: true, Count: 1, Message: 'The verification holds: request 1 matches Sequence[0].' }],
    [[{ Method: 'PUT' }, { Method: 'PUT' }], { Held: true, Count: 2 }],
    [[{ Method: 'PUT' }, { Method: 'PUT' }, { Method: 'PUT' }], {
      Held: false, Count: 2, Nearest: null, Message: /^The verification fails: requests 3, 5 match Sequence\[0\] to Sequence\[1\], and no later request matches Sequence\[2\]\.$/,
    }],
    [[save('Front view'), get(1001)], {
      Held: false,
      Count: 1,
      Message: 'The verification fails: request 3 matches Sequence[0], and no later request matches Sequence[1]. An earlier one matches it: request 2, GET /api/v1/Product/1001, 200. ' +
        'The nearest, GET /api/v1/Product/1002, has Path "/api/v1/Product/1002" (expected "/api/v1/Product/1001").',
      Nearest: { Entry: { Id: 4 } },
    }],
    [[get(9), save('Front view')], { Held: false, Count: 0, Message: /^The verification fails: no request matches Sequence\[0\]\. The nearest, / }],
  ]
  for (const [Sequence, result] of inOrder) t.match(await verify(app, { Sequence }), result, JSON.stringify(Sequence))
  t.match(await verify(app, { Sequence: [get(1001), save('Back view')], Since: 2 }), { Held: false, Count: 0 })

  const refused: [verification: object, message: string | RegExp][] = [
    [{ Sequence: [] }, 'Sequence must be an array of 1 to 50 matches; got an array.'],
    [{ Sequence: [{}], Match: {} }, 'The body must have either Sequence, or Match and Times; got Sequence and Match.'],
    [{ Sequence: [{}], Times: {} }, 'The body must have either Sequence, or Match and Times; got Sequence and Times.'],
    [{ Sequence: [{ Status: '9xx' }] }, /got 9xx/],
    [{ Sequence: [{ Times: 2 }] }, /^Sequence\[0\]\.Times is unknown|Sequence/],
  ]
  for (const [verification, message] of refused) t.match((await verify(app, verification)).Message, message)
})

t.test('a verification with Sequence waits for requests, and is undecided if requests or bodies that the journal did not keep could match', async t => {
  const app = await buildTestApp(t, { journalSize: 2 })
  const Sequence = [{ Path: IMAGE_INFO }, { Path: '/nowhere' }]
  const waiting = verify(app, { Sequence, WaitForMilliseconds: 30_000 })
  await turns()
  await app.inject(imageInfoPath())
  await turns()
  await app.inject('/nowhere')
  t.match(await waiting, { Held: true, Count: 2, Unknown: 0 })
  await app.inject('/nowhere')
  t.match(await verify(app, { Sequence }), { Held: false, Count: 0, Unknown: 1, Message: /^The verification is undecided: no request matches Sequence\[0\]\. Requests that may match, but were/ })
  t.match(await verify(app, { Sequence: [...Sequence, { Method: 'PUT' }] }), { Held: false, Message: /^The verification fails/ })
  await putOk(app, { Description: 'x', Padding: 'z'.repeat(70_000) })
  const ofBody = [{ Body: { Description: 'x' } }]
  t.match(await verify(app, { Sequence: ofBody, Since: 3 }), { Held: false, Unknown: 1, Message: /^The verification is undecided/ })
  t.match(await verify(app, { Sequence: [{ Path: '/nowhere' }, ...ofBody], Since: 2 }), { Held: false, Count: 1, Unknown: 1, Message: /^The verification is undecided: request 3 matches/ })
})

t.test('the message of a failed Sequence names an earlier request only if its whole body is kept, so that it certainly matches', async t => {
  const app = await buildTestApp(t)
  const Sequence = [{ Path: '/nowhere' }, { Body: { Description: 'x' } }]
  const long = { Description: 'y', Padding: 'z'.repeat(70_000) }
  await putOk(app, long)
  await app.inject('/nowhere')
  t.equal((await verify(app, { Sequence })).Message, 'The verification fails: request 2 matches Sequence[0], and no later request matches Sequence[1].')
  await app.inject({ method: 'DELETE', url: '/_mock/journal' })
  for (const body of [{ Description: 'x' }, long]) await putOk(app, body)
  await app.inject('/nowhere')
  t.match((await verify(app, { Sequence })).Message, / An earlier one matches it: request 3, PUT /)
})

t.test('requests that match no route, or are refused with status 400 or 415, are unmatched, but requests that a route refuses with 401 or 404 are not', async t => {
  const app = await buildTestApp(t, { auth: 'any', unknownProducts: 'reject' })
  const headers = { authorization: 'Basic dGplMDpUamUw' }
  await app.inject({ url: '/api/v1/Produkt/1', headers })
  await app.inject({ method: 'PATCH', url: imageInfoPath(), headers })
  await put(app, { BlobSize: 'x' }, { headers })
  await put(app, 'x', { headers: { ...headers, 'content-type': 'text/plain' } })
  await app.inject({ url: '/api/v1/Product/9', headers })
  await app.inject(imageInfoPath())
  await app.inject({ url: '/api/v1/Product/1001', headers })
  const unmatched = async (query: string) => (await list(app, query)).Entries.map(({ Status }: { Status: number }) => Status)
  t.same(await unmatched('?Unmatched=true'), [404, 405, 400, 415])
  t.same(await unmatched('?Unmatched=false'), [404, 401, 200])
  t.equal((await verify(app, { Match: { Unmatched: true }, Times: { AtMost: 1 } })).Message, 'The verification fails: 4 requests match; expected at most 1. ' +
    "Superfluous: request 2, PATCH /api/v1/Product/123/ImageInfo, 405 (The requested resource does not support http method 'PATCH'. It supports GET, HEAD, PUT.); " +
    'request 3, PUT /api/v1/Product/123/ImageInfo, 400 (BlobSize must be an integer from -2147483648 to 2147483647; got "x".); ' +
    "request 4, PUT /api/v1/Product/123/ImageInfo, 415 (The request entity's media type 'text/plain' is not supported for this resource. It must be one of " +
    'application/json, text/json, application/xml, text/xml, application/x-www-form-urlencoded, applicatio…).')
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Drop' }], Times: 1 })
  await t.rejects(app.inject({ url: '/api/v1/Product/1001', headers }))
  t.match((await verify(app, { Times: { AtMost: 7 } })).Message, / Superfluous: request 8, GET \/api\/v1\/Product\/1001, without a response\.$/)
  t.match(await verify(app, { Match: { Status: 200, Unmatched: true } }), { Nearest: { Differences: [{ Field: 'Unmatched', Expected: true, Came: false }] } })
})

t.test('the result of a failed verification has the nearest request and its differences', async t => {
  const app = await buildTestApp(t)
  await putOk(app, { Description: 'Back view', BlobId: 909 })
  await app.inject('/api/v1/Product/1001')
  const { Nearest, ...result } = await verify(app, {
    Match: { Method: 'PUT', Path: IMAGE_INFO, Body: { Description: 'Front view', MimeType: 'image/png' }, Header: { Name: 'X-Run' } },
  })
  t.same(result, {
    Held: false,
    Count: 0,
    Unknown: 0,
    Message: `The verification fails: 0 requests match; expected at least 1. The nearest, PUT ${imageInfoPath()}, has no Header.X-Run (expected "*"), ` +
      'Body.Description "Back view" (expected "Front view") and no Body.MimeType (expected "image/png").',
  })
  t.equal(Nearest.Entry.Id, 1)
  t.same(Nearest.Differences, [
    { Field: 'Header.X-Run', Expected: '*', Came: null },
    { Field: 'Body.Description', Expected: 'Front view', Came: 'Back view' },
    { Field: 'Body.MimeType', Expected: 'image/png', Came: null },
  ])
  const differences = async (Body: object) => (await verify(app, { Match: { Method: 'PUT', Body } })).Nearest.Differences
  t.same(await differences({ Property: 'Description', Value: 'Front*' }), [{ Field: 'Body.Description', Expected: 'Front*', Came: 'Back view' }])
  t.same(await differences({ Property: 'CreatedBy.Name' }), [{ Field: 'Body.CreatedBy.Name', Expected: '*', Came: null }])

  const message = async (verification: object) => (await verify(app, verification)).Message
  t.equal(await message({ Match: { Status: 404 }, Times: { Exactly: 2 } }),
    'The verification fails: 0 requests match; expected exactly 2. The nearest, GET /api/v1/Product/1001, has Status 200 (expected 404).')
  t.match(await message({ Match: { Method: 'PUT', Body: { Description: 'x', Count: 5 } } }), `The nearest, PUT ${imageInfoPath()}, has Body`)
  await app.inject(`/${'nowhere'.repeat(50)}`)
  t.equal(await message({ Match: { Method: 'PUT', Status: 500, Body: { [`${'Name'.repeat(60)}`]: 'x'.repeat(99), BlobId: { A: 1 }, Count: 5, All: null } } }),
    `The verification fails: 0 requests match; expected at least 1. The nearest, PUT ${imageInfoPath()}, has Status 200 (expected 500), ` +
    `no Body.${'Name'.repeat(60).slice(0, 195)}… (expected ${JSON.stringify('x'.repeat(40))}… (99 characters)), ` +
    'Body.BlobId 909 (expected an object) and other differences.')
  t.match(await message({ Match: { Path: '/nowhere', Status: 404 }, Since: 2 }), / The nearest, GET \/(nowhere){28}now…, has Path "\/(nowhere){5}nowh"… \(351 characters\) \(expected "\/nowhere"\)\.$/)
  const ExtraInfo = Array.from({ length: 40 }).reduce(inner => [inner], 'deep')
  await put(app, { ExtraInfo })
  const { Nearest: { Differences: [{ Came }] } } = await verify(app, { Match: { Method: 'PUT', Body: { ExtraInfo: 1 } }, Since: 3 })
  t.equal(JSON.stringify(Came), `${'['.repeat(32)}"an array"${']'.repeat(32)}`)
})

t.test('in a verification of bodies, a request whose body is not kept completely counts as unknown', async t => {
  const app = await buildTestApp(t)
  await putOk(app, { Description: 'x', MimeType: 'y', OriginalSize: 0, Padding: 'z'.repeat(70_000) })
  t.match(await verify(app, { Match: { Body: { Description: 'x' } } }), { Held: false, Count: 0, Unknown: 1, Message: /^The verification is undecided/ })
  t.match(await verify(app, { Match: { Method: 'GET', Body: { Description: 'x' } } }), { Held: false, Unknown: 0, Message: /^The verification fails/ })
})

t.test('a verification that can never hold is refused', async t => {
  const app = await buildTestApp(t)
  let deep: object = {}
  for (let levels = 0; levels < 40; levels++) deep = { deep }
  const never = (reason: string) => `No request can ever match: ${reason}.`
  const PROPERTY = never('Body with a Property must be such as {"Property":"CreatedBy.Name","Value":"tje*"}, in which Value is a string, a number, ' +
    'true, false or left out. Without a Property, it must be such as {"CreatedBy":{"Name":"tje0"}}')
  const refused: [verification: object, message: string | RegExp][] = [
    [{ Match: { Method: 'FETCH' } }, never('the method FETCH does not exist')],
    [{ Match: { Status: 99 } }, /^Match\.Status must be/],
    [{ Match: { Status: '6xx' } }, never('Status must be a status such as 404 or a class such as 4xx; got 6xx')],
    [{ Match: { Path: 'api' } }, never('the path api does not begin with a slash')],
    [{ Match: { Path: '/api?x' } }, never('the path /api?x has a query; use Query for it')],
    [{ Match: { Path: '/_mock/clock' } }, never('requests below /_mock are not recorded in the journal')],
    [{ Match: { Path: '/Cust1/api/v1' } }, never('the path /Cust1/api/v1 begins with a tenant; omit it and send the request to /{tenant}/_mock/journal')],
    [{ Match: { Path: '/api/v1/Prod*' } }, never('the path /api/v1/Prod* contains a * that is not the whole last segment, where it matches all that follows; {…} matches one segment')],
    [{ Match: { Path: '/api/*/Product' } }, never('the path /api/*/Product contains a * that is not the whole last segment, where it matches all that follows; {…} matches one segment')],
    [{ Match: { Path: '/files/{any name}/a b' } }, never('the path /files/{any name}/a b contains characters that are percent-encoded in requests, such as %20 for a blank')],
    [{ Match: { Path: '/api/v1/Prodükt' } }, never('the path /api/v1/Prodükt contains characters that are percent-encoded in requests, such as %20 for a blank')],
    [{ Match: { Header: { Name: ' ' } } }, never('" " is not a valid header name, which consists of letters, digits and signs such as -, without colons and blanks')],
    [{ Match: { Header: { Name: 'Authorization:' } } }, never('"Authorization:" is not a valid header name, which consists of letters, digits and signs such as -, without colons and blanks')],
    [{ Match: { FaultId: 0 } }, /^Match\.FaultId must be an integer from 1 to/],
    [{ Match: { Query: { Name: 'Ticket', Value: 'a' } } }, never('the journal does not keep the value of the parameter Ticket; omit its Value')],
    [{ Match: { Header: { Name: 'Cookie', Value: 'a' } } }, never('the journal does not keep the value of Cookie; omit its Value')],
    [{ Match: { Body: [] } }, never('Body must be an object with properties of the request body')],
    [{ Match: { Body: { Property: '' } } }, PROPERTY],
    [{ Match: { Body: { Property: 'CreatedBy..Name' } } }, PROPERTY],
    [{ Match: { Body: { Property: 'ExtraInfo[x]' } } }, PROPERTY],
    [{ Match: { Body: { Property: 'Description', Value: null } } }, PROPERTY],
    [{ Match: { Body: { Property: 'Description', Name: 'x' } } }, PROPERTY],
    [{ Match: { Body: { ExtraInfo: [{ 'CreatedBy.Name': 'x' }] } } }, never('no property has the name "CreatedBy.Name"; use nested properties ' +
      'such as {"CreatedBy":{"Name":"tje0"}}, or {"Property":"CreatedBy.Name","Value":"tje0"}')],
    [{ Match: { Body: { Name: 'a', name: 'b' } } }, never('Body has the property "name" twice, because names are case-insensitive')],
    [{ Match: { Body: deep } }, never('Body must have at most 32 levels')],
    [{ Match: { Pth: '/' } }, /^Match\.Pth is unknown/],
    [{ Times: { Exactly: 1, AtMost: 1 } }, 'No number of requests can ever meet Times: Exactly excludes AtLeast and AtMost.'],
    [{ Times: { AtLeast: 2, AtMost: 1 } }, 'No number of requests can ever meet Times: AtLeast must not be more than AtMost.'],
    [{ Since: 'x' }, /^Since must be the id/],
    [{ WaitForMilliseconds: 60_001 }, /^WaitForMilliseconds must be/],
  ]
  for (const [verification, message] of refused) t.match((await verify(app, verification)).Message, message)
})

t.test('a verification waits for requests until it holds or its time is over', { skip: inMemoryOnly }, async t => {
  const app = await buildTestApp(t)
  // `setTimeout` is faked, so that a wait ends only by an event, or when the test advances the timers.
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const patienceEnds = async () => {
    await turns()
    mock.timers.tick(60_000)
  }
  const waiting = verify(app, { Match: { Path: IMAGE_INFO }, Times: { AtLeast: 2 }, WaitForMilliseconds: 30_000 })
  const exceeded = verify(app, { Times: { AtMost: 1 }, WaitForMilliseconds: 30_000 })
  await turns()
  for (const product of [1, 2]) await app.inject(imageInfoPath(product))
  t.match(await waiting, { Held: true, Count: 2 })
  t.match(await exceeded, { Held: true, Count: 0 }, 'it holds at once')
  const unmet = verify(app, { Times: { AtLeast: 3 }, WaitForMilliseconds: 60_000 })
  await patienceEnds()
  t.match(await unmet, { Held: false, Count: 2 })
  t.match(await verify(app, { Times: { Exactly: 1 }, WaitForMilliseconds: 30_000 }), { Held: false, Count: 2 }, 'it can hold no more')
  const late = verify(app, { Since: '2999-01-01T00:00:00Z', WaitForMilliseconds: 60_000 })
  await turns()
  await app.inject(imageInfoPath())
  await patienceEnds()
  t.match(await late, { Held: false, Count: 0 })
  for (const calls of [0, 1]) {
    const cleared = verify(app, { Times: { AtLeast: 9 }, WaitForMilliseconds: 60_000 })
    const missed = verify(app, { Match: { Method: 'DELETE' }, WaitForMilliseconds: 60_000 })
    await turns()
    await app.inject({ method: 'DELETE', url: '/_mock/journal' })
    for (let call = 0; call < calls; call++) await app.inject(imageInfoPath())
    await patienceEnds()
    t.match(await cleared, { Held: false, Count: calls, Unknown: 0 }, 'requests that are cleared during the wait do not count')
    t.equal((await missed).Nearest === null, calls === 0)
  }

  await app.listen({ port: 0 })
  const { port } = app.server.address() as AddressInfo
  const body = JSON.stringify({ Times: { AtLeast: 9 }, WaitForMilliseconds: 30_000 })
  const options = { port, method: 'POST', path: '/_mock/journal/verify', headers: { 'content-type': 'application/json', connection: 'close' } }
  let arrived = 0
  app.server.on('request', request => request.once('end', () => { arrived++ }))
  const gone = httpRequest(options).once('error', () => undefined)
  gone.end(body)
  const answered = new Promise<number | undefined>(resolve => httpRequest(options, answer => resolve(answer.resume().statusCode)).end(body))
  await until(() => arrived === 2)
  await turns()
  gone.destroy()
  const closing = app.close()
  t.equal(await answered, 200, 'a server that closes waits no longer')
  await closing
})

t.test('the stream of the journal sends each request as it is recorded', async t => {
  const app = await buildTestApp(t)
  const url = await app.listen({ port: 0 })
  async function open (query = '', headers = {}) {
    const answer = await fetch(`${url}/_mock/journal/stream${query}`, { headers })
    t.match(answer.headers.get('content-type'), /^text\/event-stream/)
    return answer
  }
  /**
   * Returns the first `most` events of a stream, or fewer if it ends earlier, each shortened to its id and path. Cancels the stream, so it
   * can be called only once for a response.
   */
  async function readEvents (answer: Response, most = Infinity) {
    let text = ''
    const events = () => text.split('\n\n').filter(event => event.includes('data:'))
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString()
      if (events().length >= most) break
    }
    return events().slice(0, most).map(event => event.replace(/"Time.*"Path":"([^"]*)".*/, '$1'))
  }
  const read = async (query: string, headers: object, most: number) => readEvents(await open(query, headers), most)
  await app.inject(imageInfoPath(1))
  const all = await open()
  const filtered = await open('?Status=4xx')
  await app.inject(imageInfoPath(2))
  await app.inject('/nowhere')
  t.same(await readEvents(all, 2), ['id: 2\ndata: {"Id":2,/api/v1/Product/2/ImageInfo', 'id: 3\ndata: {"Id":3,/nowhere'])
  t.same(await readEvents(filtered, 1), ['id: 3\ndata: {"Id":3,/nowhere'])
  t.same(await read('?Since=0', {}, 2), ['id: 1\ndata: {"Id":1,/api/v1/Product/1/ImageInfo', 'id: 2\ndata: {"Id":2,/api/v1/Product/2/ImageInfo'])
  t.same(await read('?Since=0', { 'last-event-id': '2' }, 1), ['id: 3\ndata: {"Id":3,/nowhere'])
  t.equal((await app.inject('/_mock/journal/stream?Method=FETCH')).statusCode, 400)
  t.equal((await app.inject({ url: '/_mock/journal/stream', headers: { 'last-event-id': 'x' } })).statusCode, 400)
  for (let calls = 0; calls < 200; calls++) await app.inject('/nowhere')
  t.equal((await read('?Path=/nowhere', { 'last-event-id': '3' }, 200)).length, 200)

  const last = readEvents(await open())
  await stop(app)
  t.same(await last, [], 'a server that closes ends it; a connection that is cut would be an error')
})

t.test('closing the server does not wait for a stream that is the first request to the control routes', async t => {
  const app = await buildTestApp(t)
  await app.listen({ port: 0 })
  const { port } = app.server.address() as AddressInfo
  const caller = connect(port).setEncoding('utf8')
  t.teardown(() => caller.destroy())
  const arrived = once(app.server, 'request')
  caller.write(`PUT ${imageInfoPath()} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{`)
  await arrived
  const closing = stop(app)
  // Sends the rest of the first request, and a second request, after `stop` was called and before it closes the connections.
  setImmediate(() => caller.write('}GET /_mock/journal/stream HTTP/1.1\r\nhost: a\r\n\r\n'))
  let text = ''
  for await (const chunk of caller) text += String(chunk)
  t.match(text, /200 OK[^]*200 OK[^]*text\/event-stream[^]*0\r\n\r\n$/)
  await closing
})

t.test('a slow reader of the stream of the journal receives the number of entries that were dropped', { skip: inMemoryOnly }, async t => {
  const app = await buildTestApp(t, { journalSize: 2 })
  const answer = await app.inject({ url: '/_mock/journal/stream', payloadAsStream: true })
  const text: string[] = []
  answer.stream().on('data', chunk => text.push(String(chunk)))
  await until(() => text.length > 0)
  await Promise.all([1, 2, 3, 4, 5].map(product => app.inject(imageInfoPath(product))))
  await until(() => text.join('').includes('"Id":5'))
  await app.close()
  t.match(text.join(''), /event: dropped\ndata: {"Dropped":\d}/)
})

t.test('the metrics have the format of Prometheus, and the setting METRICS adds /metrics or removes all metrics', async t => {
  const app = await buildTestApp(t, { journalSize: 1 })
  await putOk(app, {})
  await putOk(app, {})
  await app.inject('/nowhere')
  const { user, system } = process.cpuUsage()
  const answer = await app.inject('/Cust1/_mock/metrics')
  const [, seconds] = /^process_cpu_seconds_total (\S+)$/m.exec(answer.body) ?? []
  t.ok(Number(seconds) * 1e6 >= user + system, 'the processor time is that of the process from its beginning')
  t.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  const name = 'superoffice_mock_call_duration_seconds'
  const labels = `route="${IMAGE_INFO}",method="PUT",status="200"`
  const lines = answer.body.split('\n')
  for (const line of [
    `# TYPE ${name} histogram`,
    `${name}_bucket{${labels},le="+Inf"} 2`,
    `${name}_count{${labels}} 2`,
    `${name}_count{route="none",method="GET",status="404"} 1`,
    'superoffice_mock_journal_calls 1',
    'superoffice_mock_journal_dropped 2',
    'superoffice_mock_tenants 1',
    '# TYPE process_cpu_seconds_total counter',
  ]) t.ok(lines.includes(line), line)
  const upTo = lines.filter(line => line.startsWith(`${name}_bucket{${labels}`)).map(line => Number(line.split(' ').at(-1)))
  t.same(upTo, upTo.toSorted((a, b) => a - b), 'buckets rise')
  t.match(answer.body, /^superoffice_mock_commit_writes_sum ([2-9]|\d\d)$/m)
  t.ok(lines.every(line => line === '' || /^(# (HELP|TYPE) \w+ .*|\w+(\{(\w+="[^"]*",?)+\})? (-?[\d.e+-]+|Nan|NaN|\+Inf))$/.test(line)))
  const again = await app.inject('/_mock/metrics')
  t.match(again.body, `${name}_count{route="/_mock/metrics",method="GET",status="200"} 1`)
  const [, open] = /^# TYPE nodejs_open_handles gauge\nnodejs_open_handles (\d+)$/m.exec(again.body) ?? []
  t.match(again.body, `# HELP nodejs_active_handles_total Deprecated, will be removed in version 0.2: the same as nodejs_open_handles.
# TYPE nodejs_active_handles_total gauge
nodejs_active_handles_total ${open}`)
  t.equal(again.body.match(/^# TYPE nodejs_active_\w+_total /gm)?.length, 3)
  t.equal((await app.inject('/metrics')).statusCode, 404)
  const root = await buildTestApp(t, { metrics: 'root', controlToken: 'secret' })
  t.equal((await root.inject('/metrics')).statusCode, 401)
  t.match(await root.inject({ url: '/metrics', headers: { authorization: 'Bearer secret' } }), { statusCode: 200, body: /^superoffice_mock_tenants 1$/m })
  const off = await buildTestApp(t, { metrics: 'off' })
  await putOk(off, {})
  t.same(await control(off, 'GET', 'metrics', undefined, 'Cust1'), {
    status: 404,
    body: {
      Message: "No HTTP resource was found that matches the request URI '/Cust1/_mock/metrics'.",
      MessageDetail: 'Metrics are off, because SUPEROFFICE_MOCK_METRICS is off.',
    },
  })
  t.notOk('/_mock/metrics' in (await off.inject('/_mock/openapi.json')).json().paths)
  t.ok('/_mock/metrics' in (await app.inject('/_mock/openapi.json')).json().paths)
})

t.test('GET /_mock lists each control route with its summary', async t => {
  const app = await buildTestApp(t)
  const { body } = await control(app, 'GET', '', undefined, 'Cust1')
  t.match(body, { Version: /^\d+\.\d+\.\d+/, Tenant: 'Cust1', Document: '/_mock/openapi.json' })
  const { paths } = (await app.inject(body.Document)).json()
  const documented = Object.entries<Record<string, { summary: string }>>(paths).flatMap(([Path, methods]) =>
    Object.entries(methods).map(([method, { summary }]) => ({ Method: method.toUpperCase(), Path, Summary: summary })))
  const bySentence = (one: { Method: string, Path: string, Summary: string }) => `${one.Path} ${one.Method} ${one.Summary}`
  t.same(body.Routes.map(bySentence).sort(), documented.map(bySentence).sort())
  t.match(body.Routes, [{ Method: 'GET', Path: '/_mock', Summary: 'Lists these routes' }])
  t.same((await app.inject('/_mock')).json().Tenant, 'default')
  const off = await buildTestApp(t, { metrics: 'off' })
  t.notOk((await off.inject('/_mock')).body.includes('/_mock/metrics'))
})
