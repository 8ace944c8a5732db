import { UTF8_UNIT_BYTES } from '../../codec/formats/utf8.js'
import { MOST_BODY_BYTES, type Body, type BodyPart, type Call, type NewCall } from './call.js'

/** Number of the numbers at the beginning of each request, before its strings. */
const NUMBERS = 12
const NUMBER_BYTES = 8

/** Index of the number that is 1 if the response was cut off. */
const CUT_OFF = 3

/** Numbers for the values of `kept`. */
const NONE = 0
const BEGINNING = 1
const ALL = 2
const PICTURE = 3

/** A request in the log. Later requests may have overwritten it. */
export interface LoggedCall extends Pick<Call, 'id' | 'time'> {
  /** Its position: the number of bytes written before it since the log was created. */
  readonly start: number
}

export interface CallLog {
  /** Writes a request and returns its position. */
  write (call: NewCall): number
  isKept (start: number): boolean
  /** Marks the response of a request as cut off. Does nothing if the request is no longer kept. */
  markCutOff (start: number): void
  /** Reads a kept request. The content of its bodies is valid until the next write. */
  read (call: LoggedCall): Call
}

/**
 * Creates a ring buffer in which the newest requests overwrite the oldest. It replaces objects, because the garbage collector
 * would copy each of them twice, which would cost more than the rest of the recording.
 * @param capacity bytes of the buffer
 * @param onTurn called when the end of the buffer is reached and the oldest requests are about to be overwritten
 */
export function createCallLog (capacity: number, onTurn: () => void): CallLog {
  let log = Buffer.alloc(0)
  let view = new DataView(log.buffer)
  let end = 0

  // Not zeroed: the kernel provides memory pages when they are first written.
  function allocate (): void {
    log = Buffer.allocUnsafeSlow(capacity)
    view = new DataView(log.buffer)
  }

  const isKept = (start: number) => start >= end - capacity

  function writeNumbers (start: number, numbers: readonly (number | undefined)[]): void {
    let at = start % capacity
    for (const number of numbers) {
      view.setFloat64(at, number ?? NaN)
      at += NUMBER_BYTES
    }
  }

  function readNumbers (start: number): (number | undefined)[] {
    return Array.from({ length: NUMBERS }, (_, index) => {
      const number = view.getFloat64(start % capacity + index * NUMBER_BYTES)
      return Number.isNaN(number) ? undefined : number
    })
  }

  function writeText (string: string): number {
    const length = log.write(string, end % capacity)
    end += length
    return length
  }

  /** Writes a body. Returns the bytes written, the length of the whole body, and the number for `kept`. */
  function writeBody (body: Body): readonly [length: number, bytes: number | undefined, kept: number] {
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
      if (!('picture' in body)) return [0, body.bytes, NONE]
      const copied = body.picture.copy(log, end % capacity)
      end += copied
      return [copied, copied, PICTURE]
    }
    const at = end % capacity
    // A cut string ends with a whole character.
    const length = typeof body === 'string' ? log.write(body, at, MOST_BODY_BYTES) : body.copy(log, at, 0, MOST_BODY_BYTES)
    end += length
    const bytes = length < MOST_BODY_BYTES - UTF8_UNIT_BYTES ? length : Buffer.byteLength(body)
    return [length, bytes, length === bytes ? ALL : BEGINNING]
  }

  return {
    write ({ milliseconds, method, route, caller, status, faultId, url, requestHeaders, requestBody, answerHeaders, answerBody, reason, violations }) {
      if (log.length === 0) allocate()
      // One write for all strings, because each write is a native call. Only quoted strings can contain line breaks.
      const lines = [method, route ?? '', quoted(caller), url, quoted(reason), quoted(violations)]
      const first = lines.length
      for (const name in answerHeaders) lines.push(name, String(answerHeaders[name]))
      const answerLines = lines.length - first
      const head = lines.concat(requestHeaders).join('\n')
      const most = NUMBERS * NUMBER_BYTES + head.length * UTF8_UNIT_BYTES + 2 * MOST_BODY_BYTES
      if (end % capacity + most > capacity) {
        end += capacity - end % capacity
        onTurn()
      }
      const start = end
      end += NUMBERS * NUMBER_BYTES
      const headLength = writeText(head)
      writeNumbers(start, [milliseconds, status, faultId, 0, headLength, answerLines, ...writeBody(requestBody), ...writeBody(answerBody)])
      return start
    },

    isKept,

    markCutOff (start) {
      if (isKept(start)) view.setFloat64(start % capacity + CUT_OFF * NUMBER_BYTES, 1)
    },

    read ({ id, time, start }) {
      const [milliseconds = 0, status, faultId, isCutOff, headLength, answerLines = 0, ...ofBodies] = readNumbers(start)
      const [requestLength, requestBytes, requestKept, answerLength, answerBytes, answerKept] = ofBodies
      let at = start % capacity + NUMBERS * NUMBER_BYTES
      const next = (length = 0) => {
        const part = log.subarray(at, at + length)
        at += length
        return part
      }
      const [method = '', route = '', caller = '', url = '', reason = '', violations = '', ...headers] = next(headLength).toString().split('\n')
      const requestBody = { content: next(requestLength), bytes: requestBytes, kept: wordOf(requestKept) }
      const answerBody = { content: next(answerLength), bytes: answerBytes, kept: wordOf(answerKept) }
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
        isCutOff: isCutOff === 1,
        requestHeaders: headers.slice(answerLines),
        requestBody,
        answerHeaders: headers.slice(0, answerLines),
        answerBody,
      }
    },
  }
}

function wordOf (kept: number | undefined): BodyPart['kept'] {
  if (kept === ALL) return 'all'
  if (kept === PICTURE) return 'picture'
  return kept === BEGINNING ? 'beginning' : 'none'
}

/** Writes a string as one line, which is empty if the string is empty or undefined. */
const quoted = (string: string | undefined) => string === undefined || string === '' ? '' : JSON.stringify(string)

function unquoted (line: string): string | undefined {
  const string: string | undefined = line === '' ? undefined : JSON.parse(line)
  return string
}
