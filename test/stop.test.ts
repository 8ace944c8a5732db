import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { loadConfig } from '../src/config/config.js'
import { listen, stop } from '../src/http/listening.js'
import { buildTestApp } from './helper.js'

const REQUEST = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'

async function startListening (t: Test) {
  const app = await buildTestApp(t)
  const url = await listen(app, { ...loadConfig(), host: '127.0.0.1', port: 0 })
  const port = Number(new URL(url).port)
  return {
    app,
    connectWith (bytes: string) {
      const socket = connect(port, '127.0.0.1').setEncoding('utf8')
      return socket.on('connect', () => { if (bytes) socket.write(bytes) })
    },
  }
}

t.test('a stopping server responds to requests on connections that it has not accepted yet', async t => {
  const { app, connectWith } = await startListening(t)
  const answers = Array.from({ length: 60 }, async () => (await connectWith(REQUEST).toArray()).join(''))
  await stop(app)
  for (const answer of await Promise.all(answers)) {
    t.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
    t.match(answer, /\r\nconnection: close\r\n/i)
  }
})

t.test('a stopping server closes a connection without any data before the time limit, and a connection with half of a request at the limit', async t => {
  const { app, connectWith } = await startListening(t)
  const half = connectWith(REQUEST.slice(0, -2))
  const silent = connectWith('')
  const accepted: Promise<unknown>[] = [once(app.server, 'connection'), once(half, 'connect'), once(silent, 'connect')]
  await Promise.all(accepted)
  const closed: string[] = []
  const closeAll = app.server.closeAllConnections.bind(app.server)
  app.server.closeAllConnections = () => {
    closed.push('all others')
    closeAll()
  }
  const ends = [half, silent].map(async socket => {
    await once(socket.resume(), 'close').catch(() => undefined)
    closed.push(socket === half ? 'half' : 'silent')
  })
  await stop(app)
  await Promise.all(ends)
  t.same(closed, ['silent', 'all others', 'half'])
})
