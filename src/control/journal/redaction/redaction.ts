import { FAULT_HEADER } from '../../../config/version.js'
import { decodeBasic } from '../../../context/authentication.js'
import { isSecretName, querySecrets } from '../../../http/secrets.js'
import { listFaultTokens } from '../../faults/fault-header.js'
import { splitAddress, pairHeaders, type RecordedRequest } from '../recorded-request.js'
import { withoutRanges, type SecretRange } from './ranges.js'
import { buildSecretTree, findSecretValues } from './secret-values.js'

interface KnownSecrets {
  /** The control token and, if AUTH is `users`, the credentials of the users. */
  readonly secrets: readonly string[]
  readonly userNames: readonly string[]
}

/**
 * Removes secrets of a request and of the server, and the passed ranges, from a string. Some secrets remain, for example those with fewer
 * than six characters, and those that equal a user name. A secret directly after or before a letter or digit can remain (see
 * {@link findSecretValues}).
 */
export type Redaction = (text: string, ranges?: readonly SecretRange[]) => string

/** Returns a function that compiles the redaction for a request and its response. */
export function compileRedaction ({ secrets, userNames }: KnownSecrets): (recorded: RecordedRequest) => Redaction {
  const names = new Set(userNames.map(name => name.toLowerCase()))
  const isNoName = (secret: string) => !names.has(secret.toLowerCase())
  const known = buildSecretTree(secrets.filter(isNoName))

  return recorded => {
    const ownName = recorded.caller?.toLowerCase()
    const sent = buildSecretTree(requestSecrets(recorded).filter(secret => isNoName(secret) && secret.toLowerCase() !== ownName))
    const trees = [known, sent].filter(({ secrets }) => secrets.length > 0)
    return (text, ranges = []) => withoutRanges(text, [...ranges, ...findSecretValues(text, trees)])
  }
}

const requestSecrets = (recorded: RecordedRequest): string[] => [
  ...querySecrets(splitAddress(recorded).query),
  ...Array.from(pairHeaders(recorded.requestHeaders)).flatMap(([name, value]) => headerSecrets(name.toLowerCase(), value)),
]

function headerSecrets (name: string, value: string): string[] {
  if (name === FAULT_HEADER) return listFaultTokens(value)
  if (name === 'cookie') return value.split(';').map(cookieValue)
  if (!isSecretName(name)) return []
  const [scheme = '', ...rest] = value.trim().split(/ +/)
  const credential = rest.join(' ')
  return [value, credential, scheme.toLowerCase() === 'basic' ? readPassword(credential) : '']
}

/** Returns the value of a cookie without surrounding quotes (RFC 6265, section 4.1.1). */
const cookieValue = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1).trim().replace(/^"(.*)"$/, '$1')

/** Returns the password of a Basic credential; "" if the password equals the user name. */
function readPassword (credential: string): string {
  const [name = '', ...password] = decodeBasic(credential).split(':')
  return password.join(':') === name ? '' : password.join(':')
}
