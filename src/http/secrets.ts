/** What stands in the place of what is not to be seen. */
export const REMOVED = '(removed)'

/** Names of headers, parameters and properties whose values are not to be seen. */
const SECRET_NAME = /token|ticket|secret|password|credential|authorization|cookie|api[-_]?key/i

/** Shorter ones are not told from other words. */
const SHORTEST_SECRET = 6

export const isSecretName = (name: string) => SECRET_NAME.test(name)

/** What names the property of a value that is beside it: in an operation of a JSON Patch, and in a dictionary that is a list. */
export const isPlaceName = (name: string) => /^(path|from|key)$/i.test(name)
export const isValueName = (name: string) => /^value$/i.test(name)

/** The secrets of a query, as they came and as they are meant; the longest first. */
export const secretsOf = (query: string): readonly string[] => [...new Set(pairsOf(query).flatMap(({ name, value }) =>
  isSecretName(name) ? [value, decoded(value)] : []))]
  .filter(({ length }) => length >= SHORTEST_SECRET)
  .sort((one, other) => other.length - one.length)

/** An address without the values of parameters that are secret. */
export function redactUrl (url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : `${url.slice(0, end)}?${redactQuery(url.slice(end + 1))}`
}

/** A query, or a form, without the values of parameters that are secret. */
export const redactQuery = (query: string): string => pairsOf(query)
  .map(({ pair, name }) => isSecretName(name) ? pair.replace(/=.*/s, `=${REMOVED}`) : pair)
  .join('&')

/** The parameters of a query, their names without the escapes in which they may hide. */
const pairsOf = (query: string) => query.split('&').map(pair => {
  const [name = '', ...value] = pair.split('=')
  return { pair, name: parameterName(name), value: value.join('=') }
})

/** The name of a parameter without the escapes of letters, whatever else is in it. */
export const parameterName = (name: string) =>
  name.replace(/%([2-7][\da-f])/gi, (_escape, code: string) => String.fromCharCode(parseInt(code, 16)))

function decoded (text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
