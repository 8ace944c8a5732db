/** The text that replaces a secret. */
export const REMOVED = '(removed)'

/** Matches names of headers, query parameters and properties whose values are treated as secret. */
const SECRET_NAME = /token|ticket|secret|password|pwd|passphrase|credential|authorization|cookie|api[-_]?key/i

export const isSecretName = (name: string) => SECRET_NAME.test(name)

/** Matches a percent-encoded character: one to four bytes in the form of a UTF-8 sequence. */
export const PERCENT_ESCAPE =
  /%(?:[0-7][\da-fA-F]|[cCdD][\da-fA-F]%[89aAbB][\da-fA-F]|[eE][\da-fA-F](?:%[89aAbB][\da-fA-F]){2}|[fF][0-4](?:%[89aAbB][\da-fA-F]){3})/g

/** Decodes percent-encoded characters. Invalid sequences are not changed. */
export const decodePercent = (text: string) => text.replace(PERCENT_ESCAPE, escape => {
  try {
    return decodeURIComponent(escape)
  } catch {
    // The sequence is overlong, encodes a surrogate, or encodes a number above U+10FFFF.
    return escape
  }
})

/** Returns a URL with the values of secret query parameters replaced by `REMOVED`. */
export function redactUrl (url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : `${url.slice(0, end)}?${redactQuery(url.slice(end + 1))}`
}

/** Returns a query or a form with the values of secret parameters replaced by `REMOVED`. */
export const redactQuery = (query: string): string =>
  splitParameters(query).map(({ sent, name }) => isSecretName(name) ? sent.replace(/=.*/s, `=${REMOVED}`) : sent).join('&')

/** Returns the values of the secret parameters of a query: each value as it was sent, and again with spaces instead of `+`. */
export const querySecrets = (query: string): string[] =>
  splitParameters(query).flatMap(({ name, value }) => isSecretName(name) ? [value, value.replaceAll('+', ' ')] : [])

/** The names are percent-decoded, but the values are not. */
const splitParameters = (query: string) => query.split('&').map(sent => {
  const [name = ''] = sent.split('=', 1)
  return { sent, name: decodePercent(name), value: sent.slice(name.length + 1) }
})
