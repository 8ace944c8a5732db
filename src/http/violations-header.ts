import type { FastifyReply, FastifyRequest } from 'fastify'
import { VIOLATIONS_HEADER } from '../config/version.js'

/** Maximum numbers of sentences, without "And more.", and of characters in the header. Some proxies refuse headers of more than 8 KiB in total. */
const MOST_SENTENCES = 20
const LONGEST_VALUE = 2048
const CUT = '...'

const violations = new WeakMap<FastifyRequest, readonly string[]>()

/**
 * Adds sentences about a request, for example about an unknown language or property, to the response header X-SuperOffice-Mock-Violations.
 * If the limits are exceeded, the value of the header is cut.
 */
export function addViolations (request: FastifyRequest, reply: FastifyReply, sentences: readonly string[]): void {
  if (sentences.length === 0) return
  const all = [...violations.get(request) ?? [], ...sentences]
  violations.set(request, all)
  reply.header(VIOLATIONS_HEADER, headerValue(all))
}

/** Returns the value of X-SuperOffice-Mock-Violations, or undefined if the response does not have this header. */
export function violationsIn (reply: FastifyReply): string | undefined {
  const value = reply.getHeader(VIOLATIONS_HEADER)
  return value === undefined ? undefined : String(value)
}

function headerValue (sentences: readonly string[]): string {
  const named = sentences.slice(0, MOST_SENTENCES).join(' ')
  const value = toAscii(sentences.length > MOST_SENTENCES ? `${named} And more.` : named)
  return value.length <= LONGEST_VALUE ? value : value.slice(0, LONGEST_VALUE - CUT.length) + CUT
}

/** Escapes all characters except printable ASCII: returns `\u00f8` for `ø`. */
export const toAscii = (text: string) => text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
