import { get } from 'node:http'
import { isIPv6 } from 'node:net'
import { ConfigError, type Config } from './config.js'
import { MOCK_HEADER } from './version.js'

const TIMEOUT_MS = 3000

/** Where a server that listens on all interfaces is reached from its own machine. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/**
 * Asks the mock that the settings name whether it is ready; the process ends with 0 or 1.
 * @throws ConfigError for port 0, which names no mock
 */
export async function healthcheck ({ host, port }: Config): Promise<void> {
  if (port === 0) throw new ConfigError('--port or PORT must be the port that the mock listens on; 0 came.')
  const address = LOOPBACK[host] ?? host
  const url = `http://${isIPv6(address) ? `[${address}]` : address}:${port}/ready`
  const { line, ready } = await ask(url)
  console.log(`${url} ${line}`)
  process.exitCode = Number(!ready)
}

// Not fetch: it refuses ports that browsers keep to other protocols.
function ask (url: string): Promise<{ line: string, ready: boolean }> {
  return new Promise(resolve => {
    const request = get(url, { timeout: TIMEOUT_MS }, async answer => {
      const body = await answer.setEncoding('utf8').toArray()
      const mock = MOCK_HEADER in answer.headers
      resolve({
        line: `answered ${answer.statusCode} ${body.join('')}${mock ? '' : ' and is no superoffice-mock'}`,
        ready: mock && answer.statusCode === 200,
      })
    })
    request.on('timeout', () => { request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)) })
    request.on('error', error => { resolve({ line: `did not answer (${error.message})`, ready: false }) })
  })
}
