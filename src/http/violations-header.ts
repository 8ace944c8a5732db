import type { FastifyReply, FastifyRequest } from 'fastify'
import { VIOLATIONS_HEADER } from '../config/version.js'

/** Limits the length of the header, because some proxies refuse headers of more than 8 KiB in total. */
const MOST_SENTENCES = 20
const LONGEST_VALUE = 2048
const CUT = '...'

const violations = new WeakMap<FastifyRequest, readonly string[]>()

/**
 * Adds sentences about problems of an accepted request to the header X-SuperOffice-Mock-Violations. The log line and the journal entry of
 * the request contain them as well.
 */
export function addViolations (request: FastifyRequest, reply: FastifyReply, sentences: readonly string[]): void {
  if (sentences.length === 0) return
  const all = [...violations.get(request) ?? [], ...sentences]
  violations.set(request, all)
  reply.header(VIOLATIONS_HEADER, headerValue(all))
}

/** Returns the value of the header in a response. Undefined if the response does not have it. */
export function violationsIn (reply: FastifyReply): string | undefined {
  const value = reply.getHeader(VIOLATIONS_HEADER)
  return value === undefined ? undefined : String(value)
}

function headerValue (sentences: readonly string[]): string {
  const named = sentences.slice(0, MOST_SENTENCES).join(' ')
  const value = toAscii(sentences.length > MOST_SENTENCES ? `${named} And more.` : named)
  return value.length <= LONGEST_VALUE ? value : value.slice(0, LONGEST_VALUE - CUT.length) + CUT
}

/** Escapes the characters of a string that cannot be in a header, such as `\u00f8`. */
export const toAscii = (text: string) => text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
