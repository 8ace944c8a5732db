import { MOST_BODY_BYTES, type Body, type BodyPart, type Call, type CallFacts, type NewCall } from './call.js'

/** Most bytes of a character in UTF-8, for each unit of a text. */
const UNIT_BYTES = 3

/** How much of a body stands in the log. */
interface LoggedBody extends BodyPart {
  readonly length: number
}

/** A call whose texts are in the log, one behind the other, until others are written over them. */
export interface LoggedCall extends CallFacts {
  readonly id: number
  /** How much was ever written before it. */
  readonly start: number
  /** Of the lines before the bodies. */
  readonly headLength: number
  /** How many of the lines are request headers. */
  readonly headerLines: number
  readonly requestBody: LoggedBody
  readonly answerBody: LoggedBody
}

export interface CallLog {
  write (id: number, call: NewCall): LoggedCall
  isKept (call: LoggedCall): boolean
  /** A call that is kept, the bytes of which stay as they are until the next is written. */
  read (call: LoggedCall): Call
}

/**
 * A log of so many bytes, in which the newest calls are written over the oldest. Texts that stayed as objects would cost more
 * than all else that is done for them: the garbage collector would move each of them twice.
 * @param onTurn is called when the log is full and begins anew
 */
export function createCallLog (capacity: number, onTurn: () => void): CallLog {
  let log = Buffer.alloc(0)
  let end = 0

  function write (text: string): number {
    const length = log.write(text, end % capacity)
    end += length
    return length
  }

  function writeBody (body: Body): LoggedBody {
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) return { length: 0, bytes: body.bytes, kept: 'none' }
    const at = end % capacity
    // A text that is cut ends with a whole character.
    const length = typeof body === 'string' ? log.write(body, at, MOST_BODY_BYTES) : body.copy(log, at, 0, MOST_BODY_BYTES)
    end += length
    const bytes = length < MOST_BODY_BYTES - UNIT_BYTES ? length : Buffer.byteLength(body)
    return { length, bytes, kept: length === bytes ? 'all' : 'beginning' }
  }

  return {
    write (id, { time, milliseconds, method, route, caller, status, faultId, url, requestHeaders, requestBody, answerHeaders, answerBody, reason }) {
      // Of the memory only as much is there as was written to.
      if (log.length === 0) log = Buffer.allocUnsafeSlow(capacity)
      // In one piece: each that is written has its price. None of its lines can have a line break but the last.
      const head = [url, JSON.stringify(answerHeaders), ...requestHeaders, reason].join('\n')
      const most = head.length * UNIT_BYTES + 2 * MOST_BODY_BYTES
      if (end % capacity + most > capacity) {
        end += capacity - end % capacity
        onTurn()
      }
      return {
        id,
        time,
        milliseconds,
        method,
        route,
        caller,
        status,
        faultId,
        start: end,
        headLength: write(head),
        headerLines: requestHeaders.length,
        requestBody: writeBody(requestBody),
        answerBody: writeBody(answerBody),
      }
    },

    isKept: ({ start }) => start >= end - capacity,

    read (call) {
      let at = call.start % capacity
      const next = (length: number) => {
        const part = log.subarray(at, at + length)
        at += length
        return part
      }
      const [url = '', answerHeaders = '', ...lines] = next(call.headLength).toString().split('\n')
      return {
        ...call,
        url,
        requestHeaders: lines.slice(0, call.headerLines),
        requestBody: { ...call.requestBody, content: next(call.requestBody.length) },
        answerHeaders,
        answerBody: { ...call.answerBody, content: next(call.answerBody.length) },
        reason: lines.slice(call.headerLines).join('\n'),
      }
    },
  }
}
