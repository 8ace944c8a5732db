import { quote } from '../errors/expectation.js'

/** Returns an HTTP address without query and trailing slashes, so that paths can be appended; undefined for any other string. */
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
 * Returns the input of `fetch` for the input of `inject`: a path is appended to the URL, everything else is returned as it is.
 * @throws TypeError if the input is not a path, an address or a Request
 */
export function resolveTarget (url: string, input: string | URL | Request): string | URL | Request {
  if (typeof input === 'string' && input.startsWith('/')) return url + input
  // A URL has the address in href, a Request in url.
  const { href, url: address = href } = Object(input)
  if (URL.canParse(typeof input === 'string' ? input : String(address))) return input
  throw new TypeError(`The input of inject must be a path such as /api/v1/Product/1, an address, or a Request; got ${quote(input)}.`)
}

/** Returns the tenant of an address: the last segment of its path. The `url` of a tenant's handle has this form. */
export const parseTenant = (address: string): string | undefined => /^\w+:\/\/[^/]+\/(?:.*\/)?([\w-]{1,64})$/.exec(address)?.[1]
