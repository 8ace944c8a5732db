import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

const TOKEN_COOKIE = 'XSRF-TOKEN'

/**
 * True if the header X-XSRF-TOKEN is not empty and equals a value that `listTokenReadings` returns for a cookie XSRF-TOKEN
 * (superoffice-protocol, section 1). Pages of other sites cannot read this cookie.
 */
export function hasWebSession ({ 'x-xsrf-token': header = '', cookie = '' }: FastifyRequest['headers']): boolean {
  const received = Buffer.from(String(header))
  return received.length > 0 && listTokens(cookie).flatMap(listTokenReadings).some(token => isSame(received, Buffer.from(token)))
}

/** Returns the raw values of all cookies named XSRF-TOKEN (RFC 6265, section 4.2). */
function listTokens (cookies: string): string[] {
  return cookies.split(';').flatMap(cookie => {
    const [name = '', ...value] = cookie.split('=')
    return name.trim() === TOKEN_COOKIE ? [value.join('=').trim()] : []
  })
}

/** Returns the values that different clients read from the same cookie: unchanged, without quotes, and percent-decoded. */
function listTokenReadings (token: string): string[] {
  const unquoted = token.replace(/^"(.*)"$/, '$1')
  return [token, unquoted, percentDecode(token), percentDecode(unquoted)]
}

function percentDecode (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // The value contains a % that does not begin a percent-encoded UTF-8 character.
    return text
  }
}

const isSame = (received: Buffer, token: Buffer) => received.length === token.length && timingSafeEqual(received, token)
