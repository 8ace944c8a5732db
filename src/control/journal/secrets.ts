/** What stands in the place of what is not to be seen. */
export const REMOVED = '(removed)'

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-xsrf-token', 'so-apptoken'])

export const isSecretHeader = (name: string) => SECRET_HEADERS.has(name.toLowerCase())

/** Names of parameters and properties whose values are not to be seen. */
const SECRET_NAME = /token|ticket|secret|password|credential|authorization/i

/** A parameter with such a name, in an address wherever that is quoted, or in a form. */
const SECRET_PARAMETER = /((?:^|[?&;]\s*)[^=&;#\s"'<>]*(?:token|ticket|secret|password|credential|authorization)[^=&;#\s"'<>]*=)[^&;#\s"'<>]+/gi

/** Shorter ones are not told from other words. */
const SHORTEST_SECRET = 6

export const isSecretName = (name: string) => SECRET_NAME.test(name)

/** Takes secrets out of texts. */
export type Redaction = (text: string) => string

/** Compiles what takes the secrets out of all texts of a call, those of its query wherever they are repeated. */
export function compileRedaction (query: string): Redaction {
  const secrets = pairsOf(query).flatMap(({ name, value }) =>
    isSecretName(name) && value.length >= SHORTEST_SECRET ? [value, decoded(value)] : [])
  return text => secrets.reduce(
    (redacted, secret) => redacted.replaceAll(secret, REMOVED), text.replace(SECRET_PARAMETER, `$1${REMOVED}`))
}

/** A query without the values of parameters that are secret. */
export const redactQuery = (query: string): string => pairsOf(query)
  .map(({ pair, name }) => isSecretName(name) ? pair.replace(/=.*/s, `=${REMOVED}`) : pair)
  .join('&')

/** The parameters of a query, their names without the escapes in which they may hide. */
const pairsOf = (query: string) => query.split('&').map(pair => {
  const [name = '', ...value] = pair.split('=')
  return { pair, name: decoded(name), value: value.join('=') }
})

function decoded (text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
