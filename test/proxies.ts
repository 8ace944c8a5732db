import { once } from 'node:events'
import { createServer, request as requestHttp } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { loadConfig, type Config } from '../src/config/config.js'
import { listen } from '../src/http/listening.js'
import { buildTestApp } from './helper.js'

/** Starts a reverse proxy that serves a mock at the path /mock. Returns the address at which the proxy serves the mock. */
export async function startProxy (t: Test, settings: Partial<Config>): Promise<string> {
  const app = await buildTestApp(t, settings)
  const { host: upstream } = new URL(await listen(app, { ...loadConfig(), host: '127.0.0.1', port: 0 }))
  const proxy = createServer((request, response) => {
    const url = `http://${upstream}${String(request.url).replace(/^\/mock/, '')}`
    const headers = { ...request.headers, host: upstream, 'x-forwarded-proto': 'http', 'x-forwarded-host': request.headers.host, 'x-forwarded-prefix': '/mock' }
    request.pipe(requestHttp(url, { method: request.method ?? '', headers }, answer => {
      answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers))
    }))
  }).listen(0, '127.0.0.1')
  t.teardown(() => proxy.closeAllConnections())
  t.teardown(() => proxy.close())
  await once(proxy, 'listening')
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mock`
}
