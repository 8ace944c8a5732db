import { X509Certificate, createPrivateKey } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { isPostgres } from '../../config/database-address.js'
import { describeFileError } from '../../config/file-error.js'
import { quote } from '../../errors/expectation.js'
import type { MadeCertificate } from './make-certificate.js'
import { readTlsFile, TlsError } from './secret-file.js'
import type { Tls, TlsConfig } from './tls.js'

/** A certificate that expires within this time is replaced at the start of the mock. */
const RENEWAL_MS = 7 * 24 * 60 * 60 * 1000

/**
 * Addresses with which a server listens on all interfaces. If the setting HOST is one of them, it is not added to the certificate, because
 * clients connect to another address of the machine.
 */
const WILDCARDS: readonly string[] = ['0.0.0.0', '::']

const HOST_NAME = /^[\p{L}\p{M}\p{N}_-]+(\.[\p{L}\p{M}\p{N}_-]+)*$/u

const IN_MEMORY = ':memory:'

const isFile = (database: string): boolean => database !== IN_MEMORY && !isPostgres(database)

/** Returns the path of the file with the certificate of the authority, which clients must trust. The file contains no secret. */
const authorityPath = (database: string): string => `${database}.ca.pem`

/** Returns the path of the file with the key and the certificate of the server, and with the certificate of the authority. */
const serverPath = (database: string): string => `${database}.tls.pem`

/**
 * Returns the certificate of the authority, which is stored next to a database. Undefined if the certificate does not exist, or if the
 * database is not a file.
 * @throws TlsError if the certificate cannot be read
 */
export function readKeptAuthority (database: string): string | undefined {
  const path = authorityPath(database)
  if (!isFile(database) || !existsSync(path)) return undefined
  return readTlsFile({ path, subject: 'The authority', advice: 'A mock with --tls creates it when it starts, unless it exists.', isSecret: false })
}

/**
 * Returns the certificate that is stored next to the database. Makes and stores a new certificate, with a new authority, if the stored
 * certificate, its key or its authority is missing or damaged, if they do not belong together, or if the certificate expires soon or is for
 * other names. If the database is not a file, makes a new certificate each time and does not store it.
 * @throws TlsError if a name is invalid, if a file cannot be read or written, or if other users can read the file with the key
 */
export async function keepCertificate ({ database, allowedHosts, host }: TlsConfig): Promise<Tls> {
  const names = listNames(allowedHosts, host)
  const kept = readKept(database, names)
  if (kept !== undefined) return kept
  // Imported only when it is needed, because most mocks make no certificate.
  const { makeCertificate } = await import('./make-certificate.js')
  const made = makeCertificate(names)
  if (isFile(database)) keep(database, made)
  return { ...made, cert: made.cert + made.authority }
}

function listNames (allowedHosts: string, host: string): string[] {
  const allowed = allowedHosts === 'none' ? [] : allowedHosts.split(/\s+/).filter(Boolean)
  const names = ['localhost', '127.0.0.1', '::1', ...(WILDCARDS.includes(host) ? [] : [host]), ...allowed].map(toAscii)
  return [...new Set(names)]
}

/** Returns a host name in ASCII, which certificates require, or an IP address unchanged. @throws TlsError if the name is invalid */
function toAscii (name: string): string {
  if (isIP(name) !== 0) return name
  const ascii = HOST_NAME.test(name) ? domainToASCII(name) : ''
  if (ascii === '') throw new TlsError(`A certificate cannot have the name ${quote(name)}; SUPEROFFICE_MOCK_HOST and SUPEROFFICE_MOCK_ALLOWED_HOSTS must be IP addresses or names of hosts.`)
  return ascii
}

function readKept (database: string, names: readonly string[]): Tls | undefined {
  const authority = readKeptAuthority(database)
  const path = serverPath(database)
  if (authority === undefined || !existsSync(path)) return undefined
  const pem = readTlsFile({ path, subject: 'The key', isSecret: true, advice: 'Remove the file; the next start makes a new one.' })
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
    // At least one of the two files is damaged. `keepCertificate` replaces both.
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

/**
 * Replaces a file by renaming a temporary file. Thus other processes never read an incomplete file, and the mode of the replaced file is
 * not kept.
 */
function replaceFile (path: string, text: string, mode: number): void {
  const written = `${path}.new`
  // A process that was killed can have left the temporary file. Writing to an existing file would not set its mode, which might let others
  // read the key.
  rmSync(written, { force: true })
  writeFileSync(written, text, { mode })
  renameSync(written, path)
}
