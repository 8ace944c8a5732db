import type { FastifyInstance, FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify'
import { bodiesInWork } from './memory-bounds.js'

/** A body is there in the pieces in which it came, as a whole, and as what was made of it. */
const COPIES = 3

/** Bodies below it are read at once. */
const SMALL_BYTES = 256 * 1024

/** How long a connection may be silent while others wait for its memory: when it sends a body, and when it takes an answer. */
const SENDER_PATIENCE_MS = 5000
const READER_PATIENCE_MS = 60_000

/** Lets the routes that are added after it read large bodies as there is memory for them. */
export function addBodyMemory (app: FastifyInstance): void {
  app.addHook('preParsing', awaitBodyMemory)
}

/** Waits until there is memory for the body of a call. A caller that has to wait is not read from until then. */
export const awaitBodyMemory: preParsingHookHandler = (request, reply, payload, done) => {
  const bytes = mostBytes(request)
  // What is too large is refused before it is read.
  if (bytes <= SMALL_BYTES || bytes > request.routeOptions.bodyLimit) return done(null, payload)
  holdMemory(bytes, reply).then(() => {
    const { socket } = request.raw
    endWhenSilent(socket, SENDER_PATIENCE_MS)
    request.raw.once('end', () => endWhenSilent(socket, READER_PATIENCE_MS))
    done(null, payload)
  }, done)
}

/** As many as the caller says; as the route takes where nothing is said. */
function mostBytes ({ headers, routeOptions: { bodyLimit } }: FastifyRequest): number {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers
  return encoding === undefined ? Number(length) : bodyLimit
}

/** Waits for the memory that a body of so many bytes takes, and holds it until the reply has been sent. */
export async function holdMemory (bytes: number, reply: FastifyReply): Promise<void> {
  const release = await bodiesInWork.acquire(bytes * COPIES)
  // Who has gone while waiting has been closed already.
  if (reply.raw.destroyed) return release()
  reply.raw.once('close', release)
  endWhenSilent(reply.request.raw.socket, READER_PATIENCE_MS)
}

/** Lets node:http end a connection on which nothing comes or goes; an injected request has none. */
function endWhenSilent (socket: FastifyRequest['raw']['socket'], patienceMs: number): void {
  socket.setTimeout?.(patienceMs)
}
