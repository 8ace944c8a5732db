import { get } from 'node:http'
import { get as getSecurely } from 'node:https'
import type { Config } from '../config/config.js'
import { MOCK_HEADER } from '../config/version.js'
import { describeFetchFailure } from '../library/control-client.js'
import { resolveMockAddress } from './mock-address.js'

export interface HealthcheckOptions {
  readonly url?: string
}

/** Limits the time for which the connection is idle. A ready mock normally responds much sooner. */
const READY_TIMEOUT_MS = 3000

/**
 * Requests `/ready` of a mock, prints the response or the reason why none was received, and sets the exit code: 0 if the mock is ready,
 * else 1.
 * @throws ConfigError for an invalid `url`, and for port 0 without `url`
 */
export async function healthcheck (config: Config, { url: address }: HealthcheckOptions): Promise<void> {
  const url = `${resolveMockAddress(config, address)}/ready`
  const { line, ready } = await requestReady(url)
  console.log(`${url} ${line}`)
  process.exitCode = Number(!ready)
}

/**
 * node:http and node:https are used, because `fetch` refuses the ports that browsers block. The certificate is not verified: the request
 * contains no secret, and the certificate might be valid only for other addresses of the mock.
 */
function requestReady (url: string): Promise<{ line: string, ready: boolean }> {
  return new Promise(resolve => {
    const fail = (error: Error) => resolve({ line: `did not respond (${describeFetchFailure(error)})`, ready: false })
    const send = url.startsWith('https:') ? getSecurely : get
    const request = send(url, { timeout: READY_TIMEOUT_MS, rejectUnauthorized: false }, response => {
      const isMock = MOCK_HEADER in response.headers
      response.setEncoding('utf8').toArray().then(body => resolve({
        line: `responded with ${response.statusCode}${isMock ? ` ${body.join('')}` : ', but the server is not a superoffice-mock'}`,
        ready: isMock && response.statusCode === 200,
      }), fail)
    })
    request.on('timeout', () => { request.destroy(new Error(`no response within ${READY_TIMEOUT_MS} ms`)) })
    request.on('error', fail)
  })
}
