import { get } from 'node:http'
import { get as getSecurely } from 'node:https'
import type { Config } from '../config/config.js'
import { MOCK_HEADER } from '../config/version.js'
import { resolveMockAddress } from './mock-address.js'

export interface HealthcheckOptions {
  /** Address of the mock; overrides the settings `host` and `port`. */
  readonly url?: string
}

/** Limits the time until the mock responds. A mock that is ready needs only milliseconds, even on a loaded machine. */
const READY_TIMEOUT_MS = 3000

/**
 * Requests `/ready` of a mock, prints the response, and sets the exit code: 0 if the mock is ready, else 1.
 * @throws ConfigError for an invalid address, and for port 0, because no mock can be reached at it
 */
export async function healthcheck (config: Config, { url: address }: HealthcheckOptions): Promise<void> {
  const url = `${resolveMockAddress(config, address)}/ready`
  const { line, ready } = await requestReady(url)
  console.log(`${url} ${line}`)
  process.exitCode = Number(!ready)
}

/**
 * Sends the request with node:http, because fetch refuses the ports that browsers block. The certificate is not verified: the request has
 * no secret, and the certificate may not have the address that is requested.
 */
function requestReady (url: string): Promise<{ line: string, ready: boolean }> {
  return new Promise(resolve => {
    const send = url.startsWith('https:') ? getSecurely : get
    const request = send(url, { timeout: READY_TIMEOUT_MS, rejectUnauthorized: false }, async response => {
      const body = await response.setEncoding('utf8').toArray()
      const isMock = MOCK_HEADER in response.headers
      resolve({
        line: `responded with ${response.statusCode} ${body.join('')}${isMock ? '' : ', but is not a superoffice-mock'}`,
        ready: isMock && response.statusCode === 200,
      })
    })
    request.on('timeout', () => { request.destroy(new Error(`no response within ${READY_TIMEOUT_MS} ms`)) })
    request.on('error', error => { resolve({ line: `did not respond (${error.message})`, ready: false }) })
  })
}
