import { X509Certificate, createPrivateKey } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadConfig, type Config } from '../src/config/config.js'
import { keepCertificate } from '../src/http/tls/kept-certificate.js'
import { makeCertificate } from '../src/http/tls/make-certificate.js'
import { TlsError } from '../src/http/tls/secret-file.js'
import { loadTls } from '../src/http/tls/load-tls.js'
import { temporaryFolder } from './helper.js'
import { posixOnly } from './system.js'

const DAY_MS = 24 * 60 * 60 * 1000
const NAMES = ['localhost', '127.0.0.1', '::1']

const load = (settings: Partial<Config>) => loadTls({ ...loadConfig(), ...settings })

/** Writes files that only their owner can read, except on Windows. Returns the paths of the files. */
function write <Name extends string> (t: Test, files: Readonly<Record<Name, string>>): Readonly<Record<Name, string>> {
  const folder = temporaryFolder(t)
  return Object.fromEntries(Object.entries<string>(files).map(([name, text]) => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    return [name, path]
  })) as Record<Name, string>
}

const encrypt = (key: string, passphrase: string, type: 'pkcs8' | 'sec1' = 'pkcs8') =>
  String(createPrivateKey(key).export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase }))

t.test('HTTPS uses the certificate and the key of the settings', async t => {
  const { cert, key } = makeCertificate(NAMES)
  const files = write(t, { cert, key, encrypted: encrypt(key, 'secret'), old: encrypt(key, 'secret', 'sec1'), passphrase: 'secret\n' })
  t.equal(await load({}), undefined)
  t.same(await load({ tlsCert: files.cert, tlsKey: files.key }), { cert, key, passphrase: undefined })
  t.match(await load({ tls: 'on', tlsCert: files.cert, tlsKey: files.key }), { cert }, 'a certificate of the settings takes precedence')
  for (const tlsKey of [files.encrypted, files.old]) {
    t.match(await load({ tlsCert: files.cert, tlsKey, tlsPassphraseFile: files.passphrase }), { cert, passphrase: 'secret' })
  }
})

t.test('each certificate, key and passphrase that cannot be used is refused with the reason', async t => {
  const { cert, key } = makeCertificate(NAMES)
  const files = write(t, {
    cert, key, passphrase: 'secret\r\n', wrong: 'other', empty: '',
    encrypted: encrypt(key, 'secret'),
    other: makeCertificate(NAMES).key,
    expired: makeCertificate(NAMES, Date.parse('2020-01-01')).cert,
    early: makeCertificate(NAMES, Date.parse('2100-01-01')).cert,
    damaged: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    damagedKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
    chain: `${cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
    certAndKey: cert + key,
  })
  const folder = temporaryFolder(t)
  const missing = join(folder, 'missing.pem')
  const CERT = '--tls-cert or SUPEROFFICE_MOCK_TLS_CERT, or in a program tlsCert, must be the path of a PEM file.'
  const KEY = '--tls-key or SUPEROFFICE_MOCK_TLS_KEY, or in a program tlsKey, must be the path of a PEM file.'
  const PASSPHRASE = '--tls-passphrase-file or SUPEROFFICE_MOCK_TLS_PASSPHRASE_FILE, or in a program tlsPassphraseFile, must be the path of a file.'
  const pair = { tlsCert: files.cert, tlsKey: files.key }
  const wrong: [settings: Partial<Config>, message: string | RegExp][] = [
    [{ tlsCert: files.cert }, '--tls-cert and --tls-key must be set together, or neither of them; got only --tls-cert.'],
    [{ tlsKey: files.key }, '--tls-cert and --tls-key must be set together, or neither of them; got only --tls-key.'],
    [{ tls: 'on', tlsPassphraseFile: files.passphrase }, '--tls-passphrase-file has the passphrase of --tls-key, so both must be set; got no --tls-key.'],
    [{ ...pair, tlsCert: missing }, `The certificate ${missing} cannot be read (it does not exist). ${CERT}`],
    [{ ...pair, tlsCert: folder }, `The certificate ${folder} is not a regular file. ${CERT}`],
    [{ ...pair, tlsCert: files.key }, `The certificate ${files.key} has no line "-----BEGIN CERTIFICATE-----". ${CERT}`],
    [{ ...pair, tlsCert: files.damaged }, /^The certificate .*damaged is damaged \(.*\)\. --tls-cert or [^\n]*$/],
    [{ ...pair, tlsCert: files.chain }, /^The certificate .*chain and its key cannot be used \(.*\)\.$/],
    [{ ...pair, tlsCert: files.expired }, `The certificate ${files.expired} expired at 2021-02-01T00:00:00.000Z; renew it, or set only --tls, which makes one.`],
    [{ ...pair, tlsCert: files.early }, `The certificate ${files.early} is not valid before 2099-12-31T23:00:00.000Z; check the clock of this machine.`],
    [{ ...pair, tlsKey: missing }, `The key ${missing} cannot be read (it does not exist). ${KEY}`],
    [{ ...pair, tlsKey: files.cert }, `The key ${files.cert} has no line "-----BEGIN PRIVATE KEY-----". ${KEY}`],
    [{ ...pair, tlsKey: files.damagedKey }, /^The key .*damagedKey is damaged \(.*\)\. --tls-key or [^\n]*$/],
    [{ ...pair, tlsKey: files.other }, `The key ${files.other} does not belong to the certificate ${files.cert}; the certificate must contain the public key of this private key.`],
    [{ ...pair, tlsKey: files.encrypted }, /^The key .*encrypted is encrypted; name a file with its passphrase by --tls-passphrase-file or SUPEROFFICE_MOCK_TLS_PASSPHRASE_FILE, or in a program by tlsPassphraseFile\.$/],
    [{ ...pair, tlsKey: files.encrypted, tlsPassphraseFile: files.wrong }, `The passphrase in ${files.wrong} does not decrypt the key ${files.encrypted}.`],
    [{ ...pair, tlsKey: files.encrypted, tlsPassphraseFile: files.empty }, `The passphrase in ${files.empty} does not decrypt the key ${files.encrypted}.`],
    [{ ...pair, tlsPassphraseFile: missing }, `The passphrase file ${missing} cannot be read (it does not exist). ${PASSPHRASE}`],
  ]
  for (const [settings, message] of wrong) {
    const error = await load(settings).catch((error: unknown) => error)
    t.ok(error instanceof TlsError)
    t.match(Object(error).message, message)
  }
  t.match(await load({ tlsCert: files.certAndKey, tlsKey: files.certAndKey }), { cert: cert + key }, 'both can be in one file')
})

t.test('a key or a passphrase file that other users can read is refused', { skip: posixOnly.permissions }, async t => {
  const { cert, key } = makeCertificate(NAMES)
  const files = write(t, { cert, key, encrypted: encrypt(key, 'secret'), passphrase: 'secret' })
  chmodSync(files.key, 0o640)
  chmodSync(files.passphrase, 0o604)
  await t.rejects(load({ tlsCert: files.cert, tlsKey: files.key }), { message: `Users other than its owner can read the key ${files.key}; run chmod 600 ${files.key}.` })
  await t.rejects(load({ tlsCert: files.cert, tlsKey: files.encrypted, tlsPassphraseFile: files.passphrase }), {
    message: `Users other than its owner can read the passphrase file ${files.passphrase}; run chmod 600 ${files.passphrase}.`,
  })
})

t.test('the generated certificate is valid for this machine, for the address that the mock listens on and for the allowed hosts', async t => {
  const { cert, authority } = await keepCertificate({ ...loadConfig(), database: ':memory:', host: '10.1.2.3', allowedHosts: 'mock.example.com  Bücher.example superoffice 10.1.2.3' })
  const [server, issuer] = [new X509Certificate(cert), new X509Certificate(String(authority))]
  t.equal(server.subjectAltName, 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:10.1.2.3, DNS:mock.example.com, DNS:xn--bcher-kva.example, DNS:superoffice')
  t.ok(server.verify(issuer.publicKey) && server.checkIssued(issuer) && issuer.ca && !server.ca)
  t.ok(Date.parse(server.validTo) - Date.now() < 398 * DAY_MS)
  const inServer = await keepCertificate({ ...loadConfig(), database: 'postgres://127.0.0.1/mock' })
  t.ok(inServer.authority)
  const wildcard = await keepCertificate({ ...loadConfig(), database: ':memory:', host: '0.0.0.0' })
  t.equal(new X509Certificate(wildcard.cert).subjectAltName, 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
  for (const name of ['a/b', '*.example.com', 'mock.example.com:3000', '\uFFFD']) {
    for (const settings of [{ allowedHosts: name }, { host: name }]) {
      await t.rejects(keepCertificate({ ...loadConfig(), database: ':memory:', ...settings }), {
        message: `A certificate cannot have the name "${name}"; SUPEROFFICE_MOCK_HOST and SUPEROFFICE_MOCK_ALLOWED_HOSTS must be IP addresses or names of hosts.`,
      })
    }
  }
})

t.test('the generated certificate is kept next to the database until it expires within a week, is damaged, or has other names than the settings', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const [caFile, serverFile] = [`${database}.ca.pem`, `${database}.tls.pem`]
  const keep = async (settings: Partial<Config> = {}) => {
    const { authority = '', cert, key } = await keepCertificate({ ...loadConfig(), database, ...settings })
    t.equal(authority, readFileSync(caFile, 'utf8'))
    t.ok(new X509Certificate(cert).verify(new X509Certificate(authority).publicKey))
    t.ok(new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
    return authority
  }
  const seen = new Set([await keep()])
  const isNew = async (settings?: Partial<Config>) => {
    const authority = await keep(settings)
    const isUnseen = !seen.has(authority)
    seen.add(authority)
    return isUnseen
  }
  t.notOk(await isNew())
  t.notOk(await isNew({ allowedHosts: 'none', host: '127.0.0.1', port: 7 }))
  t.ok(await isNew({ allowedHosts: 'mock.example.com' }))
  t.notOk(await isNew({ allowedHosts: 'mock.example.com' }))
  t.ok(await isNew({ allowedHosts: 'other.example.com' }))
  t.ok(await isNew(), 'a name less')

  const old = makeCertificate(NAMES, Date.now() - 391 * DAY_MS)
  writeFileSync(caFile, old.authority)
  writeFileSync(serverFile, old.key + old.cert + old.authority)
  t.ok(await isNew(), 'it expires in six days')
  const { authority, cert, key } = makeCertificate(NAMES)
  for (const [ca, server] of [[authority, cert], ['', key + cert], [old.authority, key + cert], [authority, old.key + cert], [authority, 'damaged']] as const) {
    writeFileSync(caFile, ca)
    writeFileSync(serverFile, server)
    t.ok(await isNew())
  }
  writeFileSync(caFile, authority)
  writeFileSync(serverFile, key + cert)
  t.equal(await keep(), authority)
})

t.test('only the owner can read the file of the generated key, and all users can read the file of the authority', { skip: posixOnly.permissions }, async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const keep = () => keepCertificate({ ...loadConfig(), database })
  writeFileSync(`${database}.tls.pem.new`, 'of a start that was killed')
  chmodSync(`${database}.tls.pem.new`, 0o644)
  await keep()
  t.equal(statSync(`${database}.tls.pem`).mode & 0o777, 0o600)
  t.equal(statSync(`${database}.ca.pem`).mode & 0o077, 0o044)
  t.notOk(existsSync(`${database}.tls.pem.new`))
  chmodSync(`${database}.tls.pem`, 0o644)
  await t.rejects(keep(), { message: `Users other than its owner can read the key ${database}.tls.pem; run chmod 600 ${database}.tls.pem.` })
})

t.test('the generation of a certificate fails with the reason if its file cannot be written next to the database', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  mkdirSync(`${database}.tls.pem.new`)
  await t.rejects(keepCertificate({ ...loadConfig(), database }), {
    message: `The certificate cannot be written next to the database ${database} (it is a folder); choose a --db in a folder that can be written, or :memory:.`,
  })
})
