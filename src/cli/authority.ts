import { ConfigError, type Config } from '../config/config.js'
import { readKeptAuthority } from '../http/tls/kept-certificate.js'
import { readTlsFile } from '../http/tls/secret-file.js'
import { isPem } from '../library/connect-mock.js'

/** Matches `localhost`, 127.x.x.x and ::1 as the `hostname` of a URL, which has an IPv6 address in brackets. */
const LOCAL_HOSTS = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Returns the certificate authority to trust for the mock at `url`, in PEM. Without `file`, it is the authority that is stored next to the
 * database. In this case the result is undefined if no authority is stored, if `tlsCert` is set, if `url` is not HTTPS, or if the host of
 * `url` does not match LOCAL_HOSTS.
 * @param file the option `--ca`
 * @throws ConfigError if `file` cannot be read or does not have the first line of a certificate in PEM; TlsError if the stored authority
 * cannot be read
 */
export function findAuthority ({ database, tlsCert }: Config, url: string, file: string | undefined): string | undefined {
  if (file !== undefined) return readAuthority(file)
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' && tlsCert === '' && LOCAL_HOSTS.test(hostname) ? readKeptAuthority(database) : undefined
}

/** @throws ConfigError, because the path is an argument of the command */
function readAuthority (path: string): string {
  const advice = '--ca must be the path of a PEM file.'
  try {
    const text = readTlsFile({ path, subject: 'The authority', isSecret: false, advice })
    if (isPem(text)) return text
  } catch (cause) {
    throw new ConfigError(Object(cause).message, { cause })
  }
  throw new ConfigError(`The authority ${path} has no line "-----BEGIN CERTIFICATE-----". ${advice}`)
}
