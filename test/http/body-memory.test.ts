import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { measureBodies } from '../../src/http/body-rate.js'
import { BODY_MEMORY_BYTES } from '../../src/http/memory-bounds.js'
import { buildTestApp, control, putOk } from '../helper.js'
import { noisy } from '../pictures.js'

const SIZE = 20_000_000
/**
 * A part of a large body. Each received byte of such a body counts as three bytes of memory, so three bodies exceed the memory limit when
 * the server has received this part of each.
 */
const LARGE_PART = Buffer.alloc(Math.ceil(BODY_MEMORY_BYTES / 9) + 500_000)

const imageHead = (productId: number, length = `Content-Length: ${SIZE}`) =>
  `PUT /api/v1/Product/${productId}/Image HTTP/1.1\r\nContent-Type: image/png\r\n${length}`

/** An upload whose head the server has received. */
interface Begun {
  readonly socket: Socket
  readonly request: IncomingMessage
  /** Sends bytes, and waits until the server has read them. */
  send (bytes: Buffer | string): Promise<void>
  /** Waits until the response body begins or the connection is closed. Returns the bytes that were received since the last call. */
  answer (): Promise<string>
}

async function listen (t: Test): Promise<FastifyInstance> {
  const app = await buildTestApp(t)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app
}

async function begin (t: Test, app: FastifyInstance, head: string): Promise<Begun> {
  const socket = connect(Number(new URL(app.listeningOrigin).port), '127.0.0.1')
  socket.on('error', () => undefined)
  t.teardown(() => socket.destroy())
  const arrival = once(app.server, 'request')
  socket.write(`${head}\r\nHost: x\r\n\r\n`)
  const [request]: IncomingMessage[] = await arrival
  if (request === undefined) throw new Error('no request')
  let received = ''
  socket.on('data', data => { received += data })
  return {
    socket,
    request,
    async send (bytes) {
      const end = request.socket.bytesRead + bytes.length
      socket.write(bytes)
      while (request.socket.bytesRead < end) await nextTurn()
    },
    async answer () {
      while (!/\r\n\r\n[^]/.test(received) && !socket.closed) await once(socket, 'data').catch(() => undefined)
      const answer = received
      received = ''
      return answer
    },
  }
}

/** Begins three uploads. The third upload is paused, because the three uploads together exceed the memory limit for bodies. */
async function fillMemory (t: Test) {
  const app = await listen(t)
  const [oldest, second, third] = [await begin(t, app, imageHead(1)), await begin(t, app, imageHead(2)), await begin(t, app, imageHead(3))]
  await oldest.send(LARGE_PART)
  await second.send(LARGE_PART)
  third.socket.write(LARGE_PART)
  await once(third.request, 'pause')
  return { app, oldest, second, third }
}

/** Calls `measureBodies` `seconds` times. The server calls it once a second. */
function passSeconds (seconds: number): void {
  for (let second = 0; second < seconds; second++) measureBodies()
}

t.test('the declared length of a body takes no memory before its bytes are received', async t => {
  const app = await listen(t)
  const begun: Begun[] = []
  for (const length of [`Content-Length: ${SIZE}`, 'Transfer-Encoding: chunked']) {
    for (let productId = 1; productId < 5; productId++) begun.push(await begin(t, app, imageHead(productId, length)))
  }
  for (const { send } of begun) await send('1')
  const upload = await begin(t, app, imageHead(9))
  upload.socket.write(Buffer.alloc(SIZE))
  t.match(await upload.answer(), /^HTTP\/1\.1 400 /, 'it is not a picture')
  t.notOk(begun.some(({ socket }) => socket.closed))
})

t.test('if request bodies exceed the memory limit, newer bodies are paused until older ones have ended', async t => {
  const { app, oldest, second, third } = await fillMemory(t)
  const chunked = await begin(t, app, imageHead(4, 'Transfer-Encoding: chunked'))
  chunked.socket.write(`${(2 ** 20).toString(16)}\r\n`)
  chunked.socket.write(Buffer.alloc(2 ** 20))
  await once(chunked.request, 'pause')
  t.ok(chunked.request.socket.bytesRead > 2 ** 18, 'the beginning of each is read')
  const injected = app.inject({ method: 'PUT', url: '/api/v1/Product/5/Image', headers: { 'content-type': 'image/png' }, payload: LARGE_PART })
  t.equal((await putOk(app, { Description: 'small' })).Description, 'small')

  oldest.socket.write(Buffer.alloc(SIZE - LARGE_PART.length))
  const resumed = Promise.all([once(third.request, 'resume'), once(chunked.request, 'resume')])
  t.match(await oldest.answer(), /^HTTP\/1\.1 400 /)
  second.socket.destroy()
  await resumed
  third.socket.destroy()
  chunked.socket.write('\r\n0\r\n\r\n')
  t.match(await chunked.answer(), /^HTTP\/1\.1 400 /)
  t.equal((await injected).statusCode, 400)
  oldest.socket.write(`${imageHead(1, 'Content-Length: 1')}\r\nHost: x\r\n\r\n1`)
  t.match(await oldest.answer(), /^HTTP\/1\.1 400 /, 'the connection is kept')
})

t.test('a body that is slower than 1 KiB a second is refused with 408, but the time in which it is paused does not count', async t => {
  const { app, oldest, second, third } = await fillMemory(t)
  passSeconds(11)
  await oldest.send(Buffer.alloc(9 * 1024))
  passSeconds(11)
  for (const { answer } of [oldest, second]) {
    t.match(await answer(), /^HTTP\/1\.1 408 [^]*The request body must be sent with at least 1 KiB a second, measured over 10 seconds, and within 2 minutes\./)
  }
  await third.send(Buffer.alloc(SIZE - LARGE_PART.length))
  t.match(await third.answer(), /^HTTP\/1\.1 400 /)
  t.match((await control(app, 'GET', 'journal?Status=408')).body.Entries, [{ Status: 408, Reason: /1 KiB a second/ }, { Status: 408 }])
})

t.test('a body that is sent with slightly more than 1 KiB a second is refused with 408 only after two minutes', async t => {
  const app = await listen(t)
  const { send, answer, request } = await begin(t, app, imageHead(1))
  for (let seconds = 0; seconds < 110; seconds += 11) {
    await send(Buffer.alloc(12 * 1024))
    passSeconds(11)
  }
  t.notOk(request.destroyed)
  await send(Buffer.alloc(12 * 1024))
  passSeconds(11)
  t.match(await answer(), /^HTTP\/1\.1 408 /)
})

t.test('after a response that does not wait for the body, the connection is closed if the body is too slow', async t => {
  const app = await listen(t)
  const { send, answer, socket } = await begin(t, app, 'PUT /nowhere HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 9')
  t.match(await answer(), /^HTTP\/1\.1 404 /)
  await send('1')
  const closed = once(socket, 'close')
  passSeconds(11)
  await closed
})

t.test('a client that sends Expect: 100-continue receives 100 Continue, and then its body is read', async t => {
  const app = await listen(t)
  const { socket, answer } = await begin(t, app, imageHead(1, `Expect: 100-continue\r\nContent-Length: ${SIZE}`))
  const [data] = await once(socket, 'data')
  t.match(String(data), /^HTTP\/1\.1 100 /)
  socket.write(Buffer.alloc(SIZE))
  t.match(await answer(), /HTTP\/1\.1 400 /)
})

t.test('a request that waits for memory does not block the next request after its client has disconnected', async t => {
  const app = await listen(t)
  await app.inject({ method: 'PUT', url: '/api/v1/Product/7/Image', headers: { 'content-type': 'image/png' }, payload: await noisy({ width: 800, height: 800 }).png().toBuffer() })
  const [oldest, second, third] = [await begin(t, app, imageHead(1)), await begin(t, app, imageHead(2)), await begin(t, app, imageHead(3))]
  await oldest.send(LARGE_PART)
  await second.send(LARGE_PART)
  third.socket.write(LARGE_PART)
  await once(third.request, 'pause')
  const body = '{"ProductId":7}'
  const reader = await begin(t, app, `POST /api/v1/Agents/BLOB/GetProductImage HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`)
  await reader.send(body)
  const scaled = app.inject('/api/v1/Product/7/Image?w=10')
  for (let turn = 0; turn < 50; turn++) await nextTurn()
  const closed = once(reader.request.socket, 'close')
  reader.socket.destroy()
  await closed
  for (const { socket } of [oldest, second, third]) socket.destroy()
  t.equal((await scaled).statusCode, 200)
})

t.test('a request that sends a large body and reads a large picture succeeds, because it does not wait for memory that it uses itself', async t => {
  const app = await buildTestApp(t)
  const picture = await noisy({ width: 400, height: 400 }).png().toBuffer()
  const url = '/api/v1/Product/1/Image'
  t.equal((await app.inject({ method: 'PUT', url, headers: { 'content-type': 'image/png' }, payload: picture })).statusCode, 200)
  const answer = await app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/GetProductImage', payload: { ProductId: 1, Filler: 'x'.repeat(300_000) }, headers: { accept: 'application/octet-stream' } })
  t.equal(answer.statusCode, 200)
  t.ok(answer.rawPayload.equals(picture))
})
