/** What stands in the place of what is not to be seen. */
export const REMOVED = '(removed)'

/** Names of headers, parameters and properties whose values are not to be seen. */
const SECRET_NAME = /token|ticket|secret|password|credential|authorization|cookie|api-?key/i

/** What else may stand in such a name; longer ones would be searched for long. */
const PART = '[^=&;#\\s"\'<>]{0,80}'

/** A parameter with such a name, in an address wherever that is quoted, or in a form. */
const SECRET_PARAMETER = new RegExp(`((?:^|[?&;]\\s?)${PART}(?:${SECRET_NAME.source})${PART}\\s?=\\s?)[^&;#\\s"'<>]+`, 'gi')

/** A property of JSON with such a name that is a text. */
const SECRET_PROPERTY = new RegExp(`("${PART}(?:${SECRET_NAME.source})${PART}"\\s?:\\s?")(?:[^"\\\\]|\\\\.)+`, 'gi')

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
    (redacted, secret) => redacted.replaceAll(secret, REMOVED),
    text.replace(SECRET_PARAMETER, `$1${REMOVED}`).replace(SECRET_PROPERTY, `$1${REMOVED}`))
}

/** An address without the values of parameters that are secret. */
export function redactUrl (url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : `${url.slice(0, end)}?${redactQuery(url.slice(end + 1))}`
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
