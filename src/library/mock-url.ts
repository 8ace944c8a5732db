import { quote } from '../errors/expectation.js'

/** The address of a mock as paths can be put behind it; undefined for what is no address of the web. */
export function mockUrlOf (text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, origin, pathname } = new URL(text)
  return /^https?:$/.test(protocol) ? origin + pathname.replace(/\/+$/, '') : undefined
}

/**
 * What fetch is to call for what `inject` was given: a path is behind the URL, all else is an address of its own.
 * @throws TypeError for what is neither
 */
export function callTarget (url: string, input: string | URL | Request): string | URL | Request {
  if (typeof input === 'string' && input.startsWith('/')) return url + input
  // A URL has it as href, a Request as url.
  const { href, url: address = href } = Object(input)
  if (URL.canParse(typeof input === 'string' ? input : String(address))) return input
  throw new TypeError(`What is called must be a path such as /api/v1/Product/1, an address, or a Request; ${quote(input)} came.`)
}

/** The tenant whose address it is: what its path ends with, as `url` of a tenant's handle does. */
export const tenantIn = (address: string): string | undefined => /^\w+:\/\/[^/]+\/(?:.*\/)?([\w-]{1,64})$/.exec(address)?.[1]
