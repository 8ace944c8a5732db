import type { Config } from '../../config/config.js'

export interface Tls {
  /** Certificate and its chain, in PEM. Can also contain the key, if both come from one file. */
  readonly cert: string
  /** Private key, in PEM. Can also contain the certificates. */
  readonly key: string
  readonly passphrase?: string | undefined
  /** PEM of the authority that clients must trust. Undefined for a certificate that the user configured. */
  readonly authority?: string | undefined
}

export type TlsConfig = Pick<Config, 'tls' | 'tlsCert' | 'tlsKey' | 'tlsPassphraseFile' | 'allowedHosts' | 'database' | 'host'>

/** Returns the scheme of the address at which a mock with these settings listens. */
export const readScheme = ({ tls, tlsCert }: Pick<Config, 'tls' | 'tlsCert'>): 'http' | 'https' => tls === 'on' || tlsCert !== '' ? 'https' : 'http'
