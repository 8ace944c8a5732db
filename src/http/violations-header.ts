import type { FastifyReply, FastifyRequest } from 'fastify'
import { VIOLATIONS_HEADER } from '../config/version.js'

/** Limits of the header. Some proxies refuse headers above 8 KiB in total. */
const MOST_SENTENCES = 20
const LONGEST_VALUE = 2048
const CUT = '...'

const violations = new WeakMap<FastifyRequest, readonly string[]>()

/**
 * Adds sentences about problems of an accepted request to the header X-SuperOffice-Mock-Violations, which the log line and the journal
 * entry of the request show as well.
 */
export function addViolations (request: FastifyRequest, reply: FastifyReply, sentences: readonly string[]): void {
  if (sentences.length === 0) return
  const all = [...violations.get(request) ?? [], ...sentences]
  violations.set(request, all)
  reply.header(VIOLATIONS_HEADER, headerValue(all))
}

/** Returns the value of the header on a response; undefined without one. */
export function violationsIn (reply: FastifyReply): string | undefined {
  const value = reply.getHeader(VIOLATIONS_HEADER)
  return value === undefined ? undefined : String(value)
}

function headerValue (sentences: readonly string[]): string {
  const named = sentences.slice(0, MOST_SENTENCES).join(' ')
  const value = toAscii(sentences.length > MOST_SENTENCES ? `${named} And more.` : named)
  return value.length <= LONGEST_VALUE ? value : value.slice(0, LONGEST_VALUE - CUT.length) + CUT
}

/** Escapes the characters of a string that a header cannot contain, such as `\u00f8`. */
export const toAscii = (text: string) => text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
