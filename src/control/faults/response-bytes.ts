import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

interface ResponseBytes {
  readonly size: number
  readonly chunks: AsyncIterable<Buffer>
}

/** Resolves after `milliseconds`, or earlier if the client disconnects or the server closes. */
type Pause = (milliseconds: number) => Promise<void>

/** Returns the altered body of a response. May set headers of the reply. */
export type AlterBytes = (bytes: ResponseBytes, pause: Pause, reply: FastifyReply) => ResponseBytes

/** Minimum pause between chunks if a Trickle has TotalMilliseconds, unless TotalMilliseconds is shorter. Shorter timers are imprecise. */
const TRICKLE_INTERVAL_MS = 10

/**
 * Applies `alter` to the payload of a reply.
 * @returns the payload to send, which is unchanged if it is not a string, a buffer or a stream
 */
export function alterPayload (payload: unknown, reply: FastifyReply, alter: (bytes: ResponseBytes) => ResponseBytes): unknown {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  if (Buffer.isBuffer(bytes)) reply.header('content-length', bytes.length)
  const source = Buffer.isBuffer(bytes) ? Readable.from([bytes]) : bytes
  if (!(source instanceof Readable)) return payload
  const { chunks } = alter({ size: Number(reply.getHeader('content-length')), chunks: source })
  // Destroys the source when the new stream is closed. A generator that was never started would not close the source.
  return Readable.from(chunks, { objectMode: false }).once('close', () => source.destroy())
}

/**
 * Creates a fault that sends only the first bytes of a response body and then closes the connection. `computeLength` returns the maximum
 * number of these bytes. At least the last byte of the body is omitted. Content-Length is not changed.
 */
export const createTruncation = (computeLength: (size: number) => number): AlterBytes => ({ size, chunks }, _pause, reply) => {
  reply.header('connection', 'close')
  const length = Math.max(0, Math.min(size - 1, computeLength(size)))
  return { size: length, chunks: takeBytes(chunks, length) }
}

async function * takeBytes (chunks: AsyncIterable<Buffer>, length: number) {
  let left = length
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left)
    left -= chunk.length
    if (left <= 0) break
  }
}

/** Overwrites the second half of a response body with bytes that are invalid in UTF-8. The length is not changed. */
export const malform: AlterBytes = ({ size, chunks }) => ({ size, chunks: overwriteFrom(chunks, Math.floor(size / 2)) })

async function * overwriteFrom (chunks: AsyncIterable<Buffer>, from: number) {
  let position = 0
  for await (const chunk of chunks) {
    // Copies the chunk, because other code may share it, such as a cache.
    yield Buffer.from(chunk).fill(0xFF, Math.min(chunk.length, Math.max(0, from - position)))
    position += chunk.length
  }
}

/** Creates a fault that sends a response body in chunks of `length` bytes, with a pause of `milliseconds` between them. */
export const createTrickle = (length: number, milliseconds: number): AlterBytes => ({ size, chunks }, pause) =>
  ({ size, chunks: pauseBetween(splitChunks(chunks, length), () => pause(milliseconds)) })

/** Creates a fault that sends a response body in chunks at even intervals. `milliseconds` is the time from the first chunk to the last. */
export const createTimedTrickle = (milliseconds: number): AlterBytes => (bytes, pause, reply) => {
  const most = Math.max(2, Math.ceil(milliseconds / TRICKLE_INTERVAL_MS))
  const length = Math.max(1, Math.ceil(bytes.size / most))
  const pauses = Math.ceil(bytes.size / length) - 1
  return createTrickle(length, milliseconds / pauses)(bytes, pause, reply)
}

async function * splitChunks (chunks: AsyncIterable<Buffer>, length: number) {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk])
    for (; rest.length >= length; rest = rest.subarray(length)) yield rest.subarray(0, length)
  }
  if (rest.length > 0) yield rest
}

async function * pauseBetween (bytes: AsyncIterable<Buffer>, pause: () => Promise<void>) {
  let isFirst = true
  for await (const piece of bytes) {
    if (!isFirst) await pause()
    isFirst = false
    yield piece
  }
}
