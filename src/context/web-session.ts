import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

const TOKEN_COOKIE = 'XSRF-TOKEN'

/**
 * Whether X-XSRF-TOKEN says what a cookie XSRF-TOKEN does, which pages of other sites cannot see (superoffice-protocol,
 * section 1). Any of several cookies of that name will do: one of another path may stand beside the service's own.
 */
export function hasWebSession ({ 'x-xsrf-token': header = '', cookie = '' }: FastifyRequest['headers']): boolean {
  const received = Buffer.from(String(header))
  return received.length > 0 && tokensOf(cookie).flatMap(cookieReadings).some(token => isSame(received, Buffer.from(token)))
}

/** The values of all cookies of that name, as they are written (RFC 6265, section 4.2). */
function tokensOf (cookies: string): string[] {
  return cookies.split(';').flatMap(cookie => {
    const [name = '', ...value] = cookie.split('=')
    return name.trim() === TOKEN_COOKIE ? [value.join('=').trim()] : []
  })
}

/** What clients take from a cookie: it as it is, without the quotes around it, or with its percent-encoding undone. */
function cookieReadings (token: string): string[] {
  const unquoted = token.replace(/^"(.*)"$/, '$1')
  return [token, unquoted, percentDecoded(token), percentDecoded(unquoted)]
}

function percentDecoded (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // No percent-encoding: the text stands for itself.
    return text
  }
}

const isSame = (received: Buffer, token: Buffer) => received.length === token.length && timingSafeEqual(received, token)
