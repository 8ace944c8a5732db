import { X509Certificate, createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import * as x509 from '@peculiar/asn1-x509'

/** A certificate, its key, and the certificate of the authority that signed it, in PEM. */
export interface MadeCertificate {
  readonly authority: string
  readonly cert: string
  readonly key: string
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'
const COMMON_NAME = '2.5.4.3'

/**
 * Time from now until the certificates expire. Together with BEFORE_MS it is less than 398 days, the limit that browsers introduced in 2020
 * for certificates of public authorities.
 */
const VALID_MS = 397 * 24 * 60 * 60 * 1000

/** The certificates are valid from this long before now, because the clocks of clients, such as containers, may be slow. */
const BEFORE_MS = 60 * 60 * 1000

/** Length of serial numbers. RFC 5280 allows at most 20 bytes, and requires positive numbers; therefore the first byte is 1. */
const SERIAL_BYTES = 16

/**
 * Makes an authority, and a certificate that this authority signs. The key of the authority is discarded, so that the authority can sign no
 * other certificate.
 * @param names host names in ASCII, and IP addresses
 * @param now milliseconds since 1970
 */
export function makeCertificate (names: readonly string[], now = Date.now()): MadeCertificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  // The name is random, so that clients do not mistake the authority for an earlier one that they still trust.
  const issuer = { name: `superoffice-mock ${randomBytes(4).toString('hex')}`, key: authority.privateKey }
  const authorityId = keyId(authority.publicKey)
  return {
    authority: signCertificate(issuer, issuer.name, authority.publicKey, now, [
      extend(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 }), true),
      extend(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.keyCertSign), true),
      extend(x509.id_ce_subjectKeyIdentifier, new x509.SubjectKeyIdentifier(authorityId)),
    ]),
    cert: signCertificate(issuer, 'superoffice-mock', server.publicKey, now, [
      extend(x509.id_ce_basicConstraints, new x509.BasicConstraints(), true),
      extend(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature), true),
      extend(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])),
      extend(x509.id_ce_subjectAltName, new x509.SubjectAlternativeName(names.map(name => new x509.GeneralName(isIP(name) === 0 ? { dNSName: name } : { iPAddress: name })))),
      extend(x509.id_ce_subjectKeyIdentifier, new x509.SubjectKeyIdentifier(keyId(server.publicKey))),
      extend(x509.id_ce_authorityKeyIdentifier, new x509.AuthorityKeyIdentifier({ keyIdentifier: new x509.KeyIdentifier(authorityId) })),
    ]),
    key: String(server.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}

interface Issuer {
  readonly name: string
  readonly key: KeyObject
}

function signCertificate (issuer: Issuer, subject: string, publicKey: KeyObject, now: number, extensions: x509.Extension[]): string {
  const signatureAlgorithm = new x509.AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 })
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: toBuffer(Buffer.concat([Buffer.of(1), randomBytes(SERIAL_BYTES - 1)])),
    signature: signatureAlgorithm,
    issuer: createDistinguishedName(issuer.name),
    validity: new x509.Validity({ notBefore: new Date(now - BEFORE_MS), notAfter: new Date(now + VALID_MS) }),
    subject: createDistinguishedName(subject),
    subjectPublicKeyInfo: AsnConvert.parse(exportKey(publicKey), x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(extensions),
  })
  const signatureValue = toBuffer(sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer.key))
  const certificate = new x509.Certificate({ tbsCertificate, signatureAlgorithm, signatureValue })
  return new X509Certificate(Buffer.from(AsnConvert.serialize(certificate))).toString()
}

const createDistinguishedName = (commonName: string) =>
  new x509.Name([new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: COMMON_NAME, value: new x509.AttributeValue({ utf8String: commonName }) })])])

const extend = (extnID: string, value: object, critical = false) =>
  new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) })

const exportKey = (key: KeyObject) => key.export({ type: 'spki', format: 'der' })

const keyId = (key: KeyObject) => toBuffer(createHash('sha1').update(exportKey(key)).digest())

/** Returns a copy of the bytes, because the `buffer` of a Buffer may also contain the bytes of other Buffers. */
const toBuffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer
