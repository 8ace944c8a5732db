import { X509Certificate, createPrivateKey } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { isPostgres } from '../../config/database-address.js'
import { describeFileError } from '../../config/file-error.js'
import { quote } from '../../errors/expectation.js'
import type { MadeCertificate } from './make-certificate.js'
import { readTlsFile, TlsError } from './secret-file.js'
import type { Tls, TlsConfig } from './tls.js'

/** A certificate is replaced at a start less than a week before it expires, so that it does not expire while the mock runs. */
const RENEWAL_MS = 7 * 24 * 60 * 60 * 1000

/** Addresses that mean all interfaces. A server can listen on them, but no client can connect to them. */
const WILDCARDS: readonly string[] = ['0.0.0.0', '::']

/** Letters may be those of any language. */
const HOST_NAME = /^[\p{L}\p{M}\p{N}_-]+(\.[\p{L}\p{M}\p{N}_-]+)*$/u

const IN_MEMORY = ':memory:'

/** True if the database is a file, so that a certificate can be kept next to it. */
const isFile = (database: string): boolean => database !== IN_MEMORY && !isPostgres(database)

/** Returns the path of the authority's certificate, which clients must trust. It has no secret. */
const authorityPath = (database: string): string => `${database}.ca.pem`

/** Returns the path of the key and the certificate of the server. */
const serverPath = (database: string): string => `${database}.tls.pem`

/** Returns the authority that is kept next to a database; undefined if there is none. */
export function readKeptAuthority (database: string): string | undefined {
  const path = authorityPath(database)
  return isFile(database) && existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/**
 * Returns the certificate that is kept next to the database. Makes and keeps a new one, of a new authority, if it is missing, expires soon
 * or is for other names. Nothing is kept next to a database that is not a file.
 * @throws TlsError if a name is invalid, or if the files cannot be read or written
 */
export async function keepCertificate ({ database, allowedHosts, host }: TlsConfig): Promise<Tls> {
  const names = listNames(allowedHosts, host)
  const kept = readKept(database, names)
  if (kept !== undefined) return kept
  // Loaded here, because most mocks need no certificate.
  const { makeCertificate } = await import('./make-certificate.js')
  const made = makeCertificate(names)
  if (isFile(database)) keep(database, made)
  return { ...made, cert: made.cert + made.authority }
}

/** Returns the names and addresses of the certificate. */
function listNames (allowedHosts: string, host: string): string[] {
  const allowed = allowedHosts === 'none' ? [] : allowedHosts.split(/\s+/).filter(Boolean)
  const names = ['localhost', '127.0.0.1', '::1', ...(WILDCARDS.includes(host) ? [] : [host]), ...allowed].map(toAscii)
  return [...new Set(names)]
}

/** Returns a name in ASCII, as certificates have them. @throws TlsError if no host can have the name */
function toAscii (name: string): string {
  if (isIP(name) !== 0) return name
  const ascii = HOST_NAME.test(name) ? domainToASCII(name) : ''
  if (ascii === '') throw new TlsError(`A certificate cannot have the name ${quote(name)}; SUPEROFFICE_MOCK_ALLOWED_HOSTS must be names of hosts.`)
  return ascii
}

function readKept (database: string, names: readonly string[]): Tls | undefined {
  const authority = readKeptAuthority(database)
  const path = serverPath(database)
  if (authority === undefined || !existsSync(path)) return undefined
  const pem = readTlsFile({ path, subject: 'The key', isSecret: true, advice: 'Remove it, and the next start makes another.' })
  return isUsable(pem, authority, names) ? { key: pem, cert: pem, authority } : undefined
}

function isUsable (pem: string, authority: string, names: readonly string[]): boolean {
  try {
    const certificate = new X509Certificate(pem)
    return Date.parse(certificate.validTo) - RENEWAL_MS > Date.now() &&
      certificate.checkPrivateKey(createPrivateKey(pem)) &&
      certificate.verify(new X509Certificate(authority).publicKey) &&
      hasNames(certificate, names)
  } catch {
    // A damaged file is replaced.
    return false
  }
}

const hasNames = (certificate: X509Certificate, names: readonly string[]): boolean =>
  String(certificate.subjectAltName).split(', ').length === names.length &&
  names.every(name => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined)

function keep (database: string, { authority, cert, key }: MadeCertificate): void {
  try {
    replaceFile(serverPath(database), key + cert + authority, 0o600)
    replaceFile(authorityPath(database), authority, 0o644)
  } catch (cause) {
    throw new TlsError(`The certificate cannot be written next to the database ${database} (${describeFileError(cause)}); choose a --db in a folder that can be written, or :memory:.`)
  }
}

/** Writes a temporary file and renames it, so that the file is never incomplete, and has the mode even if it existed before. */
function replaceFile (path: string, text: string, mode: number): void {
  const written = `${path}.new`
  writeFileSync(written, text, { mode })
  renameSync(written, path)
}
