import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { Config } from '../../config/config.js'
import { readTlsFile, TlsError } from './secret-file.js'
import type { Tls } from './tls.js'

type GivenFiles = Pick<Config, 'tlsCert' | 'tlsKey' | 'tlsPassphraseFile'>

const CERTIFICATE = {
  subject: 'The certificate', isSecret: false,
  advice: '--tls-cert or SUPEROFFICE_MOCK_TLS_CERT, or in a program tlsCert, must be the path of a PEM file.',
}
const KEY = {
  subject: 'The key', isSecret: true,
  advice: '--tls-key or SUPEROFFICE_MOCK_TLS_KEY, or in a program tlsKey, must be the path of a PEM file.',
}
const PASSPHRASE = {
  subject: 'The passphrase file', isSecret: true,
  advice: '--tls-passphrase-file or SUPEROFFICE_MOCK_TLS_PASSPHRASE_FILE, or in a program tlsPassphraseFile, must be the path of a file.',
}

/**
 * Returns the certificate and key that the settings name. Undefined if they name none.
 * @throws TlsError if the settings are incomplete, if a file cannot be read or used, or if the certificate is not valid now
 */
export function loadCertificate ({ tlsCert, tlsKey, tlsPassphraseFile }: GivenFiles): Tls | undefined {
  assertPair(tlsCert, tlsKey, tlsPassphraseFile)
  if (tlsCert === '') return undefined
  const cert = readTlsFile({ ...CERTIFICATE, path: tlsCert })
  const certificate = parseCertificate(tlsCert, cert)
  assertValidNow(tlsCert, certificate)
  const key = readTlsFile({ ...KEY, path: tlsKey })
  const passphrase = tlsPassphraseFile === '' ? undefined : readTlsFile({ ...PASSPHRASE, path: tlsPassphraseFile }).replace(/\r?\n$/, '')
  if (!certificate.checkPrivateKey(parseKey(tlsKey, key, { passphrase, tlsPassphraseFile }))) {
    throw new TlsError(`The key ${tlsKey} does not belong to the certificate ${tlsCert}; the certificate must contain the public key of this private key.`)
  }
  const tls = { cert, key, passphrase }
  assertUsable(tlsCert, tls)
  return tls
}

function assertPair (tlsCert: string, tlsKey: string, tlsPassphraseFile: string): void {
  if ((tlsCert === '') !== (tlsKey === '')) {
    throw new TlsError(`--tls-cert and --tls-key must be set together, or neither of them; got only --tls-${tlsCert === '' ? 'key' : 'cert'}.`)
  }
  if (tlsPassphraseFile !== '' && tlsKey === '') throw new TlsError('--tls-passphrase-file has the passphrase of --tls-key, so both must be set; got no --tls-key.')
}

/** Returns the first certificate of a PEM file. It must be the certificate of the server; the other certificates are its chain. */
function parseCertificate (path: string, text: string): X509Certificate {
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new TlsError(`The certificate ${path} has no line "-----BEGIN CERTIFICATE-----". ${CERTIFICATE.advice}`)
  try {
    return new X509Certificate(text)
  } catch (cause) {
    throw new TlsError(`The certificate ${path} is damaged (${Object(cause).message}). ${CERTIFICATE.advice}`)
  }
}

function assertValidNow (path: string, { validFrom, validTo }: X509Certificate): void {
  const now = Date.now()
  const format = (date: string) => new Date(date).toISOString()
  if (now > Date.parse(validTo)) throw new TlsError(`The certificate ${path} expired at ${format(validTo)}; renew it, or set only --tls, which makes one.`)
  if (now < Date.parse(validFrom)) throw new TlsError(`The certificate ${path} is not valid before ${format(validFrom)}; check the clock of this machine.`)
}

interface Passphrase {
  readonly passphrase: string | undefined
  readonly tlsPassphraseFile: string
}

function parseKey (path: string, text: string, { passphrase, tlsPassphraseFile }: Passphrase): KeyObject {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw new TlsError(`The key ${path} has no line "-----BEGIN PRIVATE KEY-----". ${KEY.advice}`)
  const isEncrypted = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text)
  if (isEncrypted && passphrase === undefined) {
    throw new TlsError(`The key ${path} is encrypted; name a file with its passphrase by --tls-passphrase-file or SUPEROFFICE_MOCK_TLS_PASSPHRASE_FILE, or in a program by tlsPassphraseFile.`)
  }
  try {
    return createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) })
  } catch (cause) {
    if (isEncrypted) throw new TlsError(`The passphrase in ${tlsPassphraseFile} does not decrypt the key ${path}.`)
    throw new TlsError(`The key ${path} is damaged (${Object(cause).message}). ${KEY.advice}`)
  }
}

/** Checks the certificate and key with OpenSSL, which refuses, for example, a damaged chain or a key that is too short. */
function assertUsable (path: string, tls: Tls): void {
  try {
    createSecureContext(tls)
  } catch (cause) {
    throw new TlsError(`The certificate ${path} and its key cannot be used (${Object(cause).message}).`)
  }
}
