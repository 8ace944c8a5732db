import { Socket } from 'node:net'
import { finished } from 'node:stream'
import type { FastifyInstance, FastifyReply, preParsingHookHandler } from 'fastify'
import { BODY_MEMORY_BYTES } from './memory-bounds.js'

/** A request body can be in memory three times: as received chunks, as one buffer and as parsed values. */
const COPIES = 3

/** Bodies with at most this Content-Length need no reservation. */
const SMALL_BYTES = 256 * 1024

/**
 * Time after which an idle connection can be closed. Without this limit, a client that does not read the response would keep memory
 * reserved.
 */
const READER_PATIENCE_MS = 60_000

/** Memory that is reserved for a response or a task. */
interface Holder {
  bytes: number
  /** The additional bytes for which the holder waits, and the function that is called when the wait ends. */
  waiting: { readonly bytes: number, readonly goOn: () => void } | undefined
}

/**
 * All holders by their response or task, the oldest first. The oldest holder may exceed BODY_MEMORY_BYTES. Otherwise, holders that have
 * only a part of their memory could all wait for the rest. All servers of the process share the holders and this limit, because they share
 * the memory of the process.
 */
const holders = new Map<object, Holder>()
let heldBytes = 0

function take (holder: Holder, bytes: number): void {
  holder.bytes += bytes
  heldBytes += bytes
}

function hasRoom (holder: Holder, bytes: number): boolean {
  const [oldest] = holders.values()
  return holder === oldest || heldBytes + bytes <= BODY_MEMORY_BYTES
}

/** Calls `goOn` when the bytes are reserved, or without a reservation if the holder is released before that. */
function takeWhenFree (holder: Holder, bytes: number, goOn: () => void): void {
  if (!hasRoom(holder, bytes)) {
    holder.waiting = { bytes, goOn }
    return
  }
  take(holder, bytes)
  goOn()
}

function addHolder (key: object): Holder {
  const holder: Holder = { bytes: 0, waiting: undefined }
  holders.set(key, holder)
  return holder
}

function release (key: object, { bytes, waiting }: Holder): void {
  holders.delete(key)
  heldBytes -= bytes
  waiting?.goOn()
  for (const holder of holders.values()) {
    if (holder.waiting === undefined) continue
    const { waiting: { bytes, goOn } } = holder
    holder.waiting = undefined
    takeWhenFree(holder, bytes, goOn)
  }
}

function findOrCreateHolder ({ raw }: FastifyReply): Holder {
  const known = holders.get(raw)
  if (known !== undefined) return known
  const holder = addHolder(raw)
  finished(raw, () => release(raw, holder))
  return holder
}

/** Adds the hook `boundBodyMemory` to the routes that are registered later. */
export function addBodyMemory (app: FastifyInstance): void {
  app.addHook('preParsing', boundBodyMemory)
}

/**
 * Reserves memory for each received chunk of a request body that can exceed SMALL_BYTES. After SMALL_BYTES, pauses the body while more than
 * BODY_MEMORY_BYTES are reserved, unless its holder is the oldest. The body of an injected request is in memory already, so its memory is
 * reserved before the body is read.
 */
export const boundBodyMemory: preParsingHookHandler = (request, reply, payload, done) => {
  const { raw, headers: { 'content-length': length = '0', 'transfer-encoding': encoding }, routeOptions: { bodyLimit } } = request
  const most = encoding === undefined ? Number(length) : bodyLimit
  // A body whose Content-Length exceeds `bodyLimit` is not stored, so it needs no memory.
  if (most <= SMALL_BYTES || most > bodyLimit) return done(null, payload)
  const holder = findOrCreateHolder(reply)
  if (!(raw.socket instanceof Socket)) return takeWhenFree(holder, most * COPIES, () => done(null, payload))

  let received = 0
  raw.on('data', (chunk: Buffer) => {
    received += chunk.length
    take(holder, chunk.length * COPIES)
    if (received <= SMALL_BYTES || hasRoom(holder, 0)) return
    raw.pause()
    holder.waiting = { bytes: 0, goOn: () => raw.resume() }
  })
  raw.once('end', () => endWhenSilent(reply))
  done(null, payload)
}

/**
 * Reserves COPIES times `bytes` until the response has been sent or the connection has been closed. Resolves when the memory is reserved,
 * or when the connection is closed before that.
 */
export async function holdMemory (bytes: number, reply: FastifyReply): Promise<void> {
  const holder = findOrCreateHolder(reply)
  await new Promise<void>(resolve => takeWhenFree(holder, bytes * COPIES, resolve))
  endWhenSilent(reply)
}

/** Waits until `bytes` fit into BODY_MEMORY_BYTES or no older holder exists. Reserves them while `work` runs. */
export async function withinBodyMemory<Result> (bytes: number, work: () => Promise<Result>): Promise<Result> {
  const key = {}
  const holder = addHolder(key)
  await new Promise<void>(resolve => takeWhenFree(holder, bytes, resolve))
  try {
    return await work()
  } finally {
    release(key, holder)
  }
}

/** Sets a timeout, so that node:http closes the connection if it is idle. The sockets of injected requests have no method `setTimeout`. */
function endWhenSilent ({ request: { raw: { socket } } }: FastifyReply): void {
  socket.setTimeout?.(READER_PATIENCE_MS)
}
