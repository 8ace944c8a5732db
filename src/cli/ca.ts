import { once } from 'node:events'
import { X509Certificate } from 'node:crypto'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import type { Config } from '../config/config.js'
import { readKeptAuthority } from '../http/tls/kept-certificate.js'
import { MockError } from '../library/mock-error.js'
import { resolveMockAddress } from './mock-address.js'

export interface CaOptions {
  /** Address of a running mock. If it is set, the command prints the authority of this mock instead of that next to the database. */
  readonly url?: string
}

const TIMEOUT_MS = 3000

/**
 * Prints the authority that clients must trust: that next to the database, or the one that the running mock sends in its certificate chain,
 * as every mock with `--tls` does.
 * @throws ConfigError for an invalid address; MockError if no authority is next to the database and no mock with HTTPS responds
 */
export async function ca (config: Config, { url }: CaOptions): Promise<void> {
  const kept = url === undefined ? readKeptAuthority(config.database) : undefined
  process.stdout.write(kept ?? await receiveAuthority(resolveMockAddress({ ...config, tls: 'on' }, url)))
}

/** Returns the last certificate of the chain that a server sends. The chain is not verified, because the authority is not known yet. */
async function receiveAuthority (address: string): Promise<string> {
  const { protocol, hostname, port } = new URL(address)
  if (protocol !== 'https:') throw new MockError(`A mock at ${address} has no authority, because its address is not https.`, undefined)
  const socket = connect({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || 443, rejectUnauthorized: false, timeout: TIMEOUT_MS })
  socket.once('timeout', () => socket.destroy(new Error(`no response within ${TIMEOUT_MS} ms`)))
  try {
    await once(socket, 'secureConnect')
    return new X509Certificate(findLastCertificate(socket.getPeerCertificate(true)).raw).toString()
  } catch (cause) {
    throw new MockError(`No authority is next to the database of the settings, and no mock with --tls responds at ${address} (${Object(cause).message}).`, undefined, { cause })
  } finally {
    socket.destroy()
  }
}

/** Returns the last certificate of a chain: it is its own issuer, or its issuer is unknown. */
function findLastCertificate (certificate: DetailedPeerCertificate): DetailedPeerCertificate {
  const { issuerCertificate: issuer } = certificate
  return issuer === undefined || issuer.fingerprint256 === certificate.fingerprint256 ? certificate : findLastCertificate(issuer)
}
