import type { Config } from '../../config/config.js'

/** Certificate and key of a server. */
export interface Tls {
  /** Certificate with its chain, as PEM. */
  readonly cert: string
  /** Private key, as PEM. */
  readonly key: string
  readonly passphrase?: string | undefined
  /** PEM of the authority that clients must trust; undefined for a certificate that the user gave. */
  readonly authority?: string | undefined
}

/** The settings of HTTPS. */
export type TlsConfig = Pick<Config, 'tls' | 'tlsCert' | 'tlsKey' | 'tlsPassphraseFile' | 'allowedHosts' | 'database' | 'host'>

/** Returns the scheme of the addresses of a mock with these settings. */
export const readScheme = ({ tls, tlsCert }: Pick<Config, 'tls' | 'tlsCert'>): 'http' | 'https' => tls === 'on' || tlsCert !== '' ? 'https' : 'http'
