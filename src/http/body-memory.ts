import { Socket } from 'node:net'
import { finished } from 'node:stream'
import type { FastifyInstance, FastifyReply, preParsingHookHandler } from 'fastify'
import { BODY_MEMORY_BYTES } from './memory-bounds.js'

/** A body exists as the chunks in which it came, as a whole, and as what was parsed from it. */
const COPIES = 3

/** Bodies are not paused before so much of them has come. */
const SMALL_BYTES = 256 * 1024

/** How long a connection may be silent while its response holds memory. */
const READER_PATIENCE_MS = 60_000

/** What holds memory: a request with a large body, or one that reads a whole content. */
interface Holder {
  bytes: number
  /** Called with these additional bytes when there is room for them. */
  waiting: { readonly bytes: number, readonly goOn: () => void } | undefined
}

/**
 * The holders by what ends them, the oldest first. The oldest may always go on, even beyond the bound, so that holders cannot block each
 * other. A process has one memory, however many servers are in it.
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

/** Takes the bytes and goes on, now or when there is room. */
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

/** Returns the holder of a reply. It is released when the reply has been sent, or its connection has ended. */
function holderOf ({ raw }: FastifyReply): Holder {
  const known = holders.get(raw)
  if (known !== undefined) return known
  const holder = addHolder(raw)
  finished(raw, () => release(raw, holder))
  return holder
}

/** Bounds the memory of large bodies on the routes that are registered after it. */
export function addBodyMemory (app: FastifyInstance): void {
  app.addHook('preParsing', boundBodyMemory)
}

/**
 * Counts the bytes of a large body as they come. While the bodies take more memory than the bound, all but the oldest are paused. An
 * injected body is there as a whole, so it is counted before it is read.
 */
export const boundBodyMemory: preParsingHookHandler = (request, reply, payload, done) => {
  const { raw, headers: { 'content-length': length = '0', 'transfer-encoding': encoding }, routeOptions: { bodyLimit } } = request
  const most = encoding === undefined ? Number(length) : bodyLimit
  // A body above the limit is refused before it is read.
  if (most <= SMALL_BYTES || most > bodyLimit) return done(null, payload)
  const holder = holderOf(reply)
  if (!(raw.socket instanceof Socket)) return takeWhenFree(holder, most * COPIES, () => done(null, payload))

  let came = 0
  raw.on('data', (chunk: Buffer) => {
    came += chunk.length
    take(holder, chunk.length * COPIES)
    if (came <= SMALL_BYTES || hasRoom(holder, 0)) return
    raw.pause()
    holder.waiting = { bytes: 0, goOn: () => raw.resume() }
  })
  raw.once('end', () => endWhenSilent(reply))
  done(null, payload)
}

/** Waits until there is memory for so many bytes, and holds it until the reply has been sent. */
export async function holdMemory (bytes: number, reply: FastifyReply): Promise<void> {
  const holder = holderOf(reply)
  await new Promise<void>(resolve => takeWhenFree(holder, bytes * COPIES, resolve))
  endWhenSilent(reply)
}

/** Does the work when there is memory for so many bytes, and holds it until the work is done. */
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

/** Lets node:http end a connection on which nothing comes or goes. An injected request has none. */
function endWhenSilent ({ request: { raw: { socket } } }: FastifyReply): void {
  socket.setTimeout?.(READER_PATIENCE_MS)
}
