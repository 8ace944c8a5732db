import { get } from 'node:http'
import type { Config } from '../config/config.js'
import { MOCK_HEADER } from '../config/version.js'
import { resolveMockAddress } from './mock-address.js'

/** Limits how long the mock may take to respond. A ready mock responds within milliseconds, even on a loaded machine. */
const READY_TIMEOUT_MS = 3000

/**
 * Requests `/ready` of the mock at the configured address, prints the response, and sets the exit code: 0 if ready, else 1.
 * @throws ConfigError for port 0, at which no mock can be reached
 */
export async function healthcheck (config: Config): Promise<void> {
  const url = `${resolveMockAddress(config)}/ready`
  const { line, ready } = await requestReady(url)
  console.log(`${url} ${line}`)
  process.exitCode = Number(!ready)
}

// node:http instead of fetch, which refuses the ports that browsers block.
function requestReady (url: string): Promise<{ line: string, ready: boolean }> {
  return new Promise(resolve => {
    const request = get(url, { timeout: READY_TIMEOUT_MS }, async answer => {
      const body = await answer.setEncoding('utf8').toArray()
      const mock = MOCK_HEADER in answer.headers
      resolve({
        line: `answered ${answer.statusCode} ${body.join('')}${mock ? '' : ' and is no superoffice-mock'}`,
        ready: mock && answer.statusCode === 200,
      })
    })
    request.on('timeout', () => { request.destroy(new Error(`no answer within ${READY_TIMEOUT_MS} ms`)) })
    request.on('error', error => { resolve({ line: `did not answer (${error.message})`, ready: false }) })
  })
}
