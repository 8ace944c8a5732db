import { quote } from '../errors/expectation.js'

/**
 * Returns the origin and path of an http or https address, without trailing slashes, so that a path can be appended. Undefined for any
 * other string.
 */
export function parseMockUrl (text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, origin, pathname } = new URL(text)
  return /^https?:$/.test(protocol) ? origin + withoutEndSlashes(pathname) : undefined
}

function withoutEndSlashes (path: string): string {
  let end = path.length
  while (path.charAt(end - 1) === '/') end--
  return path.slice(0, end)
}

/**
 * Returns the input of `fetch` for the input of `inject`: a path is appended to `url`, and an address or a Request is returned unchanged.
 * @throws TypeError if the input is not a path, an address or a Request
 */
export function resolveTarget (url: string, input: string | URL | Request): string | URL | Request {
  if (typeof input === 'string' && input.startsWith('/')) return url + input
  // The address of a URL is its property `href`, and the address of a Request is its property `url`.
  const { href, url: address = href } = Object(input)
  if (URL.canParse(typeof input === 'string' ? input : String(address))) return input
  throw new TypeError(`The input of inject must be a path such as /api/v1/Product/1, an address, or a Request; got ${quote(input)}.`)
}

/**
 * Returns the tenant in an address: the last segment of the path. Undefined if the path is empty, or if this segment is not a valid name.
 */
export const parseTenant = (address: string): string | undefined => /^\w+:\/\/[^/]+\/(?:.*\/)?([\w-]{1,64})$/.exec(address)?.[1]
