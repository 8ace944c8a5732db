import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bodiesInWork } from '../memory-bounds.js'

/** A body is there in the pieces in which it came, as a whole, and as what was made of it. */
const COPIES = 3

/** Bodies below it are read at once. */
const SMALL_BYTES = 256 * 1024

/**
 * Lets the routes that are added after it read large bodies as there is memory for them. A caller that has to wait is not
 * read from until then.
 */
export function addBodyMemory (app: FastifyInstance): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    const bytes = mostBytes(request)
    if (bytes <= SMALL_BYTES) return done(null, payload)
    holdMemory(bytes, reply).then(() => done(null, payload), done)
  })
}

/** As many as the caller says, or as the route takes. */
function mostBytes ({ headers, routeOptions: { bodyLimit } }: FastifyRequest): number {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers
  return encoding === undefined ? Math.min(Number(length), bodyLimit) : bodyLimit
}

/** Waits for the memory that a body of so many bytes takes, and holds it until the reply has been sent. */
export async function holdMemory (bytes: number, reply: FastifyReply): Promise<void> {
  const release = await bodiesInWork.acquire(bytes * COPIES)
  // Who has gone while waiting has been closed already.
  if (reply.raw.destroyed) release()
  else reply.raw.once('close', release)
}
