import { isIPv6 } from 'node:net'
import type { Config } from './config.js'

const TIMEOUT_MS = 3000

/** Where a server that listens on all interfaces is reached from its own machine. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** Asks the mock that the settings name whether it is ready; the process ends with 0 or 1. */
export async function healthcheck ({ host, port }: Config): Promise<void> {
  const address = LOOPBACK[host] ?? host
  const url = `http://${isIPv6(address) ? `[${address}]` : address}:${port}/ready`
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    console.log(`${url} answered ${response.status} ${await response.text()}`)
    process.exitCode = Number(!response.ok)
  } catch (cause) {
    console.error(`${url} did not answer (${cause}).`)
    process.exitCode = 1
  }
}
