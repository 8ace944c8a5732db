import { UTF8_UNIT_BYTES } from '../../codec/formats/utf8.js'
import { MOST_BODY_BYTES, type Body, type BodyPart, type Call, type NewCall } from './call.js'

/** The numbers of a call are before its texts. */
const NUMBERS = 12
const NUMBER_BYTES = 8

/** Place among the numbers of the one that says whether the response was cut off. */
const CUT_OFF = 3

/** The numbers that stand for how much of a body is kept. */
const NONE = 0
const BEGINNING = 1
const ALL = 2

/** A call that is in the log until others are written over it. */
export interface LoggedCall extends Pick<Call, 'id' | 'time'> {
  /** Where it begins. */
  readonly start: number
}

export interface CallLog {
  /** Writes a call and tells where it begins: how much was ever written before it. */
  write (call: NewCall): number
  isKept (start: number): boolean
  /** Marks the response of a call as cut off; a call that is not kept any more is ignored. */
  markCutOff (start: number): void
  /** A call that is kept, the bytes of which stay as they are until the next is written. */
  read (call: LoggedCall): Call
}

/**
 * A log of so many bytes, in which the newest calls are written over the oldest. What stayed as objects would cost more
 * than all else that is done for a call: the garbage collector would move each of them twice, and would have to find them
 * when they are gone.
 * @param onTurn is called when the log is full and begins anew
 */
export function createCallLog (capacity: number, onTurn: () => void): CallLog {
  let log = Buffer.alloc(0)
  let view = new DataView(log.buffer)
  let end = 0

  // Of the memory only as much is there as was written to.
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

  function writeText (text: string): number {
    const length = log.write(text, end % capacity)
    end += length
    return length
  }

  /** How many bytes of a body were written, how many it has, and how much of it that is. */
  function writeBody (body: Body): readonly [length: number, bytes: number | undefined, kept: number] {
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) return [0, body.bytes, NONE]
    const at = end % capacity
    // A text that is cut ends with a whole character.
    const length = typeof body === 'string' ? log.write(body, at, MOST_BODY_BYTES) : body.copy(log, at, 0, MOST_BODY_BYTES)
    end += length
    const bytes = length < MOST_BODY_BYTES - UTF8_UNIT_BYTES ? length : Buffer.byteLength(body)
    return [length, bytes, length === bytes ? ALL : BEGINNING]
  }

  return {
    write ({ milliseconds, method, route, caller, status, faultId, url, requestHeaders, requestBody, answerHeaders, answerBody, reason }) {
      if (log.length === 0) allocate()
      // In one piece: each that is written has its price. Only these two can have line breaks of their own.
      let head = `${method}\n${route ?? ''}\n${quoted(caller)}\n${url}\n${quoted(reason)}`
      let answerLines = 0
      for (const name in answerHeaders) {
        head += `\n${name}\n${answerHeaders[name]}`
        answerLines += 2
      }
      for (const line of requestHeaders) head += `\n${line}`
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
      const [method = '', route = '', caller = '', url = '', reason = '', ...headers] = next(headLength).toString().split('\n')
      const requestBody = { content: next(requestLength), bytes: requestBytes, kept: wordOf(requestKept) }
      const answerBody = { content: next(answerLength), bytes: answerBytes, kept: wordOf(answerKept) }
      return {
        id,
        size: at - start % capacity,
        method,
        route: route === '' ? undefined : route,
        caller: unquoted(caller),
        url,
        reason: unquoted(reason) ?? '',
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
  return kept === BEGINNING ? 'beginning' : 'none'
}

/** A text in one line; an empty one for none. */
const quoted = (text: string | undefined) => text === undefined || text === '' ? '' : JSON.stringify(text)

function unquoted (line: string): string | undefined {
  return line === '' ? undefined : String(JSON.parse(line))
}
