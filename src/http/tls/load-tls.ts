import { loadCertificate } from './given-certificate.js'
import { keepCertificate } from './kept-certificate.js'
import type { Tls, TlsConfig } from './tls.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** PEM of the authority that clients must trust. Undefined without HTTPS, and for a certificate that the user configured. */
    readonly certificateAuthority: string | undefined
  }
}

/**
 * Returns the certificate and key that the settings name, or else those that the mock makes or has stored. Undefined if the settings do not
 * enable HTTPS.
 * @throws TlsError if a file or a setting cannot be used
 */
export async function loadTls (config: TlsConfig): Promise<Tls | undefined> {
  return loadCertificate(config) ?? (config.tls === 'on' ? keepCertificate(config) : undefined)
}
