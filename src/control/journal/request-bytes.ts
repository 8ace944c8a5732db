import { UTF8_UNIT_BYTES } from '../../codec/formats/utf8.js'
import type { EntryBuffer, EntryReference, NewEntry, StoredEntry } from '../../storage/journal-store.js'
import { MOST_BODY_BYTES, type Body, type BodyPart, type RecordedRequest, type CompletedRequest } from './recorded-request.js'

/** The count of numbers at the start of each entry: five for the request and its response, and three for each of the two bodies. */
const NUMBERS = 11
const NUMBER_BYTES = 8

/** The numbers that represent the values of `BodyPart.kept`. */
const NONE = 0
const BEGINNING = 1
const ALL = 2
const PICTURE = 3

function writeNumbers (view: DataView, start: number, numbers: readonly (number | undefined)[]): void {
  let at = start
  for (const number of numbers) {
    view.setFloat64(at, number ?? NaN)
    at += NUMBER_BYTES
  }
}

function readNumbers (bytes: Buffer): (number | undefined)[] {
  return Array.from({ length: NUMBERS }, (_, index) => {
    const number = bytes.readDoubleBE(index * NUMBER_BYTES)
    return Number.isNaN(number) ? undefined : number
  })
}

/**
 * Writes a body. Returns the number of bytes written, the length of the whole body (undefined if it is unknown), and the number that
 * represents `kept`.
 */
function writeBody ({ bytes: log }: EntryBuffer, at: number, body: Body): readonly [length: number, bytes: number | undefined, kept: number] {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
    if (!('picture' in body)) return [0, body.bytes, NONE]
    const copied = body.picture.copy(log, at)
    return [copied, copied, PICTURE]
  }
  // `write` does not write a part of a character, so a truncated string can be up to UTF8_UNIT_BYTES bytes shorter than the maximum.
  const length = typeof body === 'string' ? log.write(body, at, MOST_BODY_BYTES) : body.copy(log, at, 0, MOST_BODY_BYTES)
  const bytes = length < MOST_BODY_BYTES - UTF8_UNIT_BYTES ? length : Buffer.byteLength(body)
  return [length, bytes, length === bytes ? ALL : BEGINNING]
}

/** Converts a request to an entry that the journal store appends. */
export function writeRequest (completed: CompletedRequest): NewEntry {
  const { time, milliseconds, method, route, caller, status, faultId, url, requestHeaders, requestBody, responseHeaders: answerHeaders, responseBody: answerBody, reason, violations } = completed
  // The strings are joined by line breaks, because one native write is faster than several. Strings that can contain line breaks are
  // written as JSON strings.
  const lines = [method, route ?? '', quoted(caller), url, quoted(reason), quoted(violations)]
  const first = lines.length
  for (const name in answerHeaders) lines.push(name, String(answerHeaders[name]))
  const answerLines = lines.length - first
  const head = lines.concat(requestHeaders).join('\n')

  return {
    time,
    mostBytes: NUMBERS * NUMBER_BYTES + head.length * UTF8_UNIT_BYTES + 2 * MOST_BODY_BYTES,
    write (buffer, start) {
      const headAt = start + NUMBERS * NUMBER_BYTES
      const headLength = buffer.bytes.write(head, headAt)
      const request = writeBody(buffer, headAt + headLength, requestBody)
      const answerAt = headAt + headLength + request[0]
      const answer = writeBody(buffer, answerAt, answerBody)
      writeNumbers(buffer.view, start, [milliseconds, status, faultId, headLength, answerLines, ...request, ...answer])
      return answerAt + answer[0]
    },
  }
}

/** Reads a request from its stored entry. The bodies share the bytes of the entry. */
export function readRequest ({ bytes, isCutOff }: StoredEntry, { id, time }: EntryReference): RecordedRequest {
  const [milliseconds = 0, status, faultId, headLength, answerLines = 0, ...ofBodies] = readNumbers(bytes)
  const [requestLength, requestBytes, requestKept, answerLength, answerBytes, answerKept] = ofBodies
  let at = NUMBERS * NUMBER_BYTES
  const next = (length = 0) => {
    const part = bytes.subarray(at, at + length)
    at += length
    return part
  }
  const [method = '', route = '', caller = '', url = '', reason = '', violations = '', ...headers] = next(headLength).toString().split('\n')
  const requestBody = { content: next(requestLength), bytes: requestBytes, kept: nameKeptState(requestKept) }
  const answerBody = { content: next(answerLength), bytes: answerBytes, kept: nameKeptState(answerKept) }
  return {
    id,
    method,
    route: route === '' ? undefined : route,
    caller: unquoted(caller),
    url,
    reason: unquoted(reason) ?? '',
    violations: unquoted(violations) ?? '',
    time,
    milliseconds,
    status,
    faultId,
    isCutOff,
    requestHeaders: headers.slice(answerLines),
    requestBody,
    responseHeaders: headers.slice(0, answerLines),
    responseBody: answerBody,
  }
}

function nameKeptState (kept: number | undefined): BodyPart['kept'] {
  if (kept === ALL) return 'all'
  if (kept === PICTURE) return 'picture'
  return kept === BEGINNING ? 'beginning' : 'none'
}

const quoted = (string: string | undefined) => string === undefined || string === '' ? '' : JSON.stringify(string)

function unquoted (line: string): string | undefined {
  const string: string | undefined = line === '' ? undefined : JSON.parse(line)
  return string
}
