import { get } from 'node:http'
import type { Config } from '../config/config.js'
import { MOCK_HEADER } from '../config/version.js'
import { mockAddress } from './mock-address.js'

const TIMEOUT_MS = 3000

/**
 * Asks the mock that the settings name whether it is ready; the process ends with 0 or 1.
 * @throws ConfigError for port 0, which names no mock
 */
export async function healthcheck (config: Config): Promise<void> {
  const url = `${mockAddress(config)}/ready`
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
