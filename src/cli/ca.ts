import { once } from 'node:events'
import { X509Certificate } from 'node:crypto'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import type { Config } from '../config/config.js'
import { readKeptAuthority } from '../http/tls/kept-certificate.js'
import { describeFetchFailure } from '../library/control-client.js'
import { MockError } from '../library/mock-error.js'
import { resolveMockAddress } from './mock-address.js'

export interface CaOptions {
  readonly url?: string
}

const TIMEOUT_MS = 3000

/**
 * Prints the certificate of a mock's authority, in PEM. Without `url`, the certificate is read from the file next to the database. With
 * `url` or `tlsCert`, or if this file does not exist, the certificate is received from the running mock.
 * @throws TlsError if the file exists but cannot be read. If the certificate must be received: ConfigError for an invalid `url`, and for
 * port 0 without `url`; MockError if the address is not https or no server with HTTPS responds
 */
export async function ca (config: Config, { url }: CaOptions): Promise<void> {
  // With `tlsCert`, the mock does not use the authority next to the database.
  const mayBeKept = url === undefined && config.tlsCert === ''
  const kept = mayBeKept ? readKeptAuthority(config.database) : undefined
  const failure = mayBeKept ? 'No authority is next to the database of the settings, and no mock' : 'No mock'
  process.stdout.write(kept ?? await receiveAuthority(resolveMockAddress({ ...config, tls: 'on' }, url), failure))
}

/**
 * Returns, in PEM, the last certificate of a server's certificate chain. If the server is a mock that made its certificate, the last
 * certificate is the authority. The chain is not verified, because the authority is not known yet.
 * @param failure the first words of the error message if no server with HTTPS responds
 */
async function receiveAuthority (address: string, failure: string): Promise<string> {
  const { protocol, hostname, port } = new URL(address)
  if (protocol !== 'https:') throw new MockError(`A mock at ${address} has no authority, because its address is not https.`, undefined)
  const socket = connect({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || 443, rejectUnauthorized: false, timeout: TIMEOUT_MS })
  socket.once('timeout', () => socket.destroy(new Error(`no response within ${TIMEOUT_MS} ms`)))
  await once(socket, 'secureConnect').catch((cause: unknown) => {
    throw new MockError(`${failure} with --tls responds at ${address} (${describeFetchFailure(cause)}).`, undefined, { cause })
  })
  const authority = findLastCertificate(socket.getPeerCertificate(true))
  socket.destroy()
  return new X509Certificate(authority.raw).toString()
}

/** Returns the last certificate of a chain: a certificate that is self-signed, or for which Node found no issuer. */
function findLastCertificate (certificate: DetailedPeerCertificate): DetailedPeerCertificate {
  const { issuerCertificate: issuer } = certificate
  return issuer === undefined || issuer.fingerprint256 === certificate.fingerprint256 ? certificate : findLastCertificate(issuer)
}
