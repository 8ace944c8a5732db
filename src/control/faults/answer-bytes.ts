import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** The bytes of an answer on their way. */
export interface AnswerBytes {
  readonly size: number
  readonly chunks: AsyncIterable<Buffer>
}

/** Resolves after so many milliseconds, or sooner when nobody is to wait any longer. */
export type Pause = (milliseconds: number) => Promise<void>

/** What a fault makes of the bytes of an answer. */
export type AlterBytes = (bytes: AnswerBytes, pause: Pause, reply: FastifyReply) => AnswerBytes

/** How often a Trickle that has a total time sends something. */
const TRICKLE_INTERVAL_MS = 10

/**
 * Gives the bytes that a reply is about to send to what alters them.
 * @returns what is to be sent instead, or the same where there are no bytes
 */
export function alterPayload (payload: unknown, reply: FastifyReply, alter: (bytes: AnswerBytes) => AnswerBytes): unknown {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  if (Buffer.isBuffer(bytes)) reply.header('content-length', bytes.length)
  const source = Buffer.isBuffer(bytes) ? Readable.from([bytes]) : bytes
  if (!(source instanceof Readable)) return payload
  const { chunks } = alter({ size: Number(reply.getHeader('content-length')), chunks: source })
  // What is never read never closes what it would read.
  return Readable.from(chunks, { objectMode: false }).once('close', () => source.destroy())
}

/** Sends the beginning of an answer under the Content-Length of the whole, and then closes the connection. */
export const truncating = (lengthOf: (size: number) => number): AlterBytes => ({ size, chunks }, _pause, reply) => {
  reply.header('connection', 'close')
  const length = Math.max(0, Math.min(size - 1, lengthOf(size)))
  return { size: length, chunks: beginning(chunks, length) }
}

async function * beginning (chunks: AsyncIterable<Buffer>, length: number) {
  let left = length
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left)
    left -= chunk.length
    if (left <= 0) break
  }
}

/** Makes an answer unreadable that keeps its length: the second half is bytes that are in no UTF-8. */
export const malforming: AlterBytes = ({ size, chunks }) => ({ size, chunks: spoiled(chunks, Math.floor(size / 2)) })

async function * spoiled (chunks: AsyncIterable<Buffer>, from: number) {
  let position = 0
  for await (const chunk of chunks) {
    // The bytes may be held by others as well.
    yield Buffer.from(chunk).fill(0xFF, Math.min(chunk.length, Math.max(0, from - position)))
    position += chunk.length
  }
}

/** Sends an answer in pieces of so many bytes, with a pause between two of them. */
export const trickling = (length: number, milliseconds: number): AlterBytes => ({ size, chunks }, pause) =>
  ({ size, chunks: paced(pieces(chunks, length), () => pause(milliseconds)) })

/** Sends an answer evenly within a time. */
export const tricklingWithin = (milliseconds: number): AlterBytes => (bytes, pause, reply) => {
  const most = Math.max(2, Math.ceil(milliseconds / TRICKLE_INTERVAL_MS))
  const length = Math.max(1, Math.ceil(bytes.size / most))
  const pauses = Math.ceil(bytes.size / length) - 1
  return trickling(length, milliseconds / pauses)(bytes, pause, reply)
}

async function * pieces (chunks: AsyncIterable<Buffer>, length: number) {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk])
    for (; rest.length >= length; rest = rest.subarray(length)) yield rest.subarray(0, length)
  }
  if (rest.length > 0) yield rest
}

async function * paced (bytes: AsyncIterable<Buffer>, pause: () => Promise<void>) {
  let isFirst = true
  for await (const piece of bytes) {
    if (!isFirst) await pause()
    isFirst = false
    yield piece
  }
}
