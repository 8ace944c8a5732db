import { once } from 'node:events'
import { request } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { loadConfig } from '../src/config/config.js'
import { listen, stop } from '../src/http/listening.js'
import { MockError, connectMock, createMockServer } from '../src/index.js'
import { buildTestApp, control, imageInfoPath, readDocument, temporaryFolder } from './helper.js'
import { recordDelays, until } from './waiting.js'

const HEAD = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'

const readAuthority = ({ certificateAuthority }: { readonly certificateAuthority: string | undefined }) => String(certificateAuthority)
const readPort = ({ server }: FastifyInstance) => (server.address() as AddressInfo).port

async function startListening (t: Test, settings = {}) {
  const app = await buildTestApp(t, { tls: 'on', ...settings })
  return { app, url: await listen(app, { ...loadConfig(), host: '127.0.0.1', port: 0 }) }
}

const connectTo = (app: FastifyInstance) => connectSecurely({ port: readPort(app), host: '127.0.0.1', ca: readAuthority(app) })

t.test('a mock with TLS serves HTTPS to clients that trust its authority, and addresses in its responses begin with https', async t => {
  const { app, url } = await startListening(t)
  t.match(url, /^https:\/\/127\.0\.0\.1:\d+$/)
  const { inject } = connectMock(url, { certificateAuthority: readAuthority(app) })
  t.equal((await inject('/health')).status, 200)
  await t.rejects(fetch(`${url}/health`), { cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } })
  await t.rejects(fetch(`${url.replace('https', 'http')}/health`))
  for (const answer of [await inject('/Cust1/api', { headers: { accept: 'application/json' } }), await app.inject({ url: '/Cust1/api', headers: { host: new URL(url).host, accept: 'application/json' } })]) {
    t.match(JSON.parse(await ('text' in answer ? answer.text() : answer.body)), { v1: `${url}/Cust1/api/v1` })
  }
  t.match(await (await inject('/api/state/Cust1')).json(), { Endpoint: `${url}/Cust1`, Api: `${url}/Cust1/api` })
  const { servers: [, { variables }] } = await readDocument(app)
  t.equal(variables.address.default, url)
})

t.test('HTTP/1.1 is the only protocol that a mock with TLS offers', async t => {
  const { app } = await startListening(t)
  const socket = connectSecurely({ port: readPort(app), host: 'localhost', ca: readAuthority(app), ALPNProtocols: ['h2', 'http/1.1'] })
  await once(socket, 'secureConnect')
  t.equal(socket.alpnProtocol, 'http/1.1')
  socket.destroy()
})

t.test('a client that sends HTTP without TLS receives no response, and malformed HTTP within TLS is refused with 400', async t => {
  const { app } = await startListening(t)
  const plain = connect(readPort(app), '127.0.0.1')
  plain.end(HEAD)
  t.same(await plain.toArray(), [])
  const malformed = connectTo(app).setEncoding('utf8')
  malformed.write('nonsense\r\n\r\n')
  t.match((await malformed.toArray()).join(''), /^HTTP\/1\.1 400 Bad Request/)
})

async function receive (app: FastifyInstance) {
  return new Promise<{ bytes: Buffer, announced: number, isWhole: boolean }>((resolve, reject) => {
    request({ port: readPort(app), host: '127.0.0.1', path: imageInfoPath(), ca: readAuthority(app), agent: false }, message => {
      const pieces: Buffer[] = []
      message.on('data', piece => pieces.push(piece)).on('error', () => undefined)
      message.on('close', () => resolve({ bytes: Buffer.concat(pieces), announced: Number(message.headers['content-length']), isWhole: message.complete }))
    }).on('error', reject).end()
  })
}

t.test('faults drop, reset, truncate and trickle responses over TLS', async t => {
  const { app } = await startListening(t)
  const { bytes: whole } = await receive(app)
  const faulty = async (action: object) => {
    await control(app, 'DELETE', 'faults')
    const { status } = await control(app, 'POST', 'faults', { Actions: [action] })
    t.equal(status, 201)
    return receive(app)
  }
  for (const Phase of ['before', 'after']) {
    await t.rejects(faulty({ Action: 'Drop', Phase }), { code: 'ECONNRESET', message: 'socket hang up' })
    await t.rejects(faulty({ Action: 'Reset', Phase }), { code: 'ECONNRESET', message: 'read ECONNRESET' })
  }
  const truncated = await faulty({ Action: 'Truncate', Bytes: 20 })
  t.same(truncated, { bytes: whole.subarray(0, 20), announced: whole.length, isWhole: false })
  const delays = recordDelays(t)
  t.same(await faulty({ Action: 'Trickle', ChunkBytes: 100, Milliseconds: 15 }), { bytes: whole, announced: whole.length, isWhole: true })
  t.equal(delays.length, Math.ceil(whole.length / 100) - 1)
})

t.test('a fault that resets a TLS connection leaves other connections open', async t => {
  const { app } = await startListening(t)
  const other = connectTo(app).setEncoding('utf8')
  other.write(HEAD)
  t.match((await once(other, 'data'))[0], /^HTTP\/1\.1 200 OK/)
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Reset' }] })
  await t.rejects(receive(app), { message: 'read ECONNRESET' })
  other.write(HEAD)
  t.match((await once(other, 'data'))[0], /^HTTP\/1\.1 200 OK/)
  other.destroy()
})

t.test('a stopping server responds to a request over TLS, and closes connections without a request or a complete handshake', async t => {
  const { app } = await startListening(t)
  const asking = connectTo(app).setEncoding('utf8')
  await once(asking, 'secureConnect')
  const silent = connectTo(app)
  await once(silent, 'secureConnect')
  const unsecured = connect(readPort(app), '127.0.0.1')
  const half = connect(readPort(app), '127.0.0.1')
  await Promise.all([once(unsecured, 'connect'), once(half, 'connect')])
  // Sends the head of a TLS record without its content.
  half.write(Buffer.from('1603010200', 'hex'))
  const closed: string[] = []
  const ends = Object.entries({ silent, unsecured, half }).map(async ([name, socket]) => {
    await once(socket.resume(), 'close').catch(() => undefined)
    closed.push(name)
  })
  asking.write(HEAD)
  const answer = asking.toArray()
  await stop(app)
  t.match((await answer).join(''), /^HTTP\/1\.1 200 OK\r\n/)
  await Promise.all(ends)
  t.equal(closed.at(-1), 'half')
  t.same([...closed].sort(), ['half', 'silent', 'unsecured'])
})

t.test('the library serves HTTPS and returns the certificate authority, with which connectMock can control the mock', async t => {
  await using mock = await createMockServer({ tls: 'on', auth: 'off', controlToken: 'secret' })
  t.match(mock.url, /^https:/)
  t.match(mock.certificateAuthority, /^-----BEGIN CERTIFICATE-----\n/)
  await mock.clock.freeze('2026-01-01T00:00:00Z')

  const elsewhere = connectMock(mock.url, { token: 'secret', certificateAuthority: readAuthority(mock) })
  t.equal(elsewhere.certificateAuthority, mock.certificateAuthority)
  t.match(await elsewhere.clock.read(), { Frozen: true })
  await elsewhere.tenant('Cust1').seed({ Products: [{ ProductId: 7, Name: 'Enamel mug' }] })
  t.match(await elsewhere.tenant('Cust1').dump(), { Products: [{ Name: 'Enamel mug' }] })
  const { inject } = elsewhere
  const saved = await inject(imageInfoPath(), { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"Description":"ä"}' })
  t.match([saved.status, saved.statusText, saved.headers.get('content-type')], [200, 'OK', 'application/json; charset=utf-8'])
  t.match(await (await inject(new URL(imageInfoPath(), mock.url))).json(), { Description: 'ä' })
  t.equal((await inject(imageInfoPath(), { method: 'HEAD' })).body, null)
  const streamed = new ReadableStream({
    start (controller) {
      controller.enqueue(new TextEncoder().encode('{"Description":"b"}'))
      controller.close()
    },
  })
  const inParts: RequestInit = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: streamed, ...{ duplex: 'half' } }
  t.equal((await inject(imageInfoPath(), inParts)).status, 200)

  await using plain = await createMockServer({ auth: 'off' })
  t.equal(plain.certificateAuthority, undefined)
  t.equal((await inject(`${plain.url}/health`)).status, 200, 'addresses without TLS work as well')

  const end = new AbortController()
  const reason = new Error('enough')
  await mock.faults.add({ Actions: [{ Action: 'Delay', Milliseconds: 600_000 }], Times: 1 })
  const delayed = inject(imageInfoPath(), { signal: end.signal })
  await until(async () => (await mock.faults.list())[0]?.Applied === 1)
  end.abort(reason)
  await t.rejects(delayed, reason)
  await mock.faults.add({ Actions: [{ Action: 'Drop' }] })
  await t.rejects(inject(imageInfoPath()), { name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNRESET' } })

  const untrusting = connectMock(mock.url, { token: 'secret' })
  await t.rejects(untrusting.reset(), new MockError(
    `No mock responds at ${mock.url} (self-signed certificate in certificate chain; trust its authority by --ca, or in a program by certificateAuthority).`, undefined))
  await mock.close()
  await t.rejects(elsewhere.reset(), { name: 'MockError', message: /^No mock responds at https:.* \(connect ECONNREFUSED / })
})

t.test('a mock whose certificate cannot be used closes its database, so that another mock can use it', async t => {
  const database = `${temporaryFolder(t)}/mock.db`
  const given = { database, tls: 'on', tlsCert: '/nowhere.pem', tlsKey: '/nowhere.pem' } as const
  await t.rejects(createMockServer(given), { message: /^The certificate \/nowhere\.pem cannot be read \(it does not exist\)\. / })
  await using mock = await createMockServer({ database, tls: 'on' })
  t.ok(mock.certificateAuthority)
})
