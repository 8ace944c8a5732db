import { buffer } from 'node:stream/consumers'
import type { FastifyReply } from 'fastify'
import type { Content, Store } from '../storage/store.js'
import { holdMemory } from '../http/body-memory.js'

/** All bytes of a content, when there is memory for them until the reply has been sent. */
export async function wholeContent (store: Pick<Store, 'openContent'>, content: Content, reply: FastifyReply): Promise<Buffer> {
  const source = store.openContent(content)
  if (Buffer.isBuffer(source)) return source
  await holdMemory(content.size, reply)
  // To read on for a caller who has gone would be without a bound.
  if (reply.raw.destroyed) {
    source.destroy()
    return Buffer.alloc(0)
  }
  return buffer(source)
}
