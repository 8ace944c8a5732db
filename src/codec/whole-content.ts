import { buffer } from 'node:stream/consumers'
import type { FastifyReply } from 'fastify'
import type { Store } from '../storage/store.js'
import type { Content } from '../storage/content.js'
import { holdMemory } from '../http/body-memory.js'

/**
 * Reads all bytes of a content into memory. If the store returns them as a stream, first waits for `holdMemory`, which reserves memory
 * until the response has been sent or the connection has been closed. Returns an empty buffer if the client has disconnected when the wait
 * ends.
 * @throws an error of the store, such as DamagedContentError if the bytes are damaged
 */
export async function wholeContent (store: Pick<Store, 'openContent'>, content: Content, reply: FastifyReply): Promise<Buffer> {
  const source = await store.openContent(content)
  if (Buffer.isBuffer(source)) return source
  await holdMemory(content.size, reply)
  // If the client has disconnected, the reserved memory is already released. Reading the bytes would use memory beyond the budget.
  if (reply.raw.destroyed) {
    source.destroy()
    return Buffer.alloc(0)
  }
  return buffer(source)
}
