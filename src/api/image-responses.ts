import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { FastifyReply } from 'fastify'
import { LRUCache } from 'lru-cache'
import { ANY_BYTES } from '../codec/byte-responses.js'
import { withinBodyMemory } from '../http/body-memory.js'
import { scalePicture, type ScaledPicture, type Scaling } from '../pictures/scale-picture.js'
import type { Store } from '../storage/store.js'
import type { Content } from '../storage/content.js'

/** Maximum number of bytes of cached scaled pictures, enough for several hundred small ones. */
const SCALED_CACHE_BYTES = 16 * 1024 * 1024

export interface ImageResponses {
  /**
   * Sets the headers of a response with a stored picture, and returns the payload: the picture as stored, or scaled or converted.
   * @throws an error of the store, such as DamagedContentError if the bytes are damaged, or an error of `scalePicture`
   */
  sendImage (reply: FastifyReply, content: Content, scaling: Scaling): Buffer | Promise<Buffer | Readable>
  /** Sets the headers of a response with the placeholder for a missing picture, and returns the payload. */
  sendBlank (reply: FastifyReply, blank: ScaledPicture, scaling: Scaling): Promise<Buffer>
}

/** Converts a maximum width or height of a request. Returns undefined, for no limit, if `pixels` is undefined, 0 or negative. */
export const sideLimit = (pixels: number | undefined) => pixels !== undefined && pixels > 0 ? pixels : undefined

const needsScaling = ({ mediaType }: Pick<Content, 'mediaType'>, { width, height, type }: Scaling): boolean =>
  width !== undefined || height !== undefined || (type !== undefined && type !== mediaType)

/**
 * Sets the headers of a response with a stored picture. Must be called after `openContent` has succeeded, because the response to damaged
 * bytes is an error, which has another type and length.
 */
function describe<Source> (reply: FastifyReply, { mediaType, size }: Content, source: Source): Source {
  reply.type(mediaType ?? ANY_BYTES).header('content-length', size)
  return source
}

export function createImageResponses (store: Pick<Store, 'openContent'>): ImageResponses {
  // Cached pictures are never invalidated, because a `content.key` always identifies the same bytes.
  const scaled = new LRUCache<string, ScaledPicture>({ maxSize: SCALED_CACHE_BYTES, sizeCalculation: ({ bytes }) => bytes.length + 1 })
  const pending = new Map<string, Promise<ScaledPicture>>()

  async function scale (content: Content, scaling: Scaling): Promise<ScaledPicture> {
    // The content must be opened before the wait for memory, because its bytes may be removed from the store during the wait.
    const source = await store.openContent(content)
    return withinBodyMemory(content.size, async () =>
      scalePicture(Buffer.isBuffer(source) ? source : await buffer(source), scaling))
  }

  /** Concurrent requests for the same content and scaling share one computation. */
  function scaledPicture (content: Content, scaling: Scaling): ScaledPicture | Promise<ScaledPicture> {
    const key = `${content.key} ${scaling.width} ${scaling.height} ${scaling.type}`
    const known = scaled.get(key) ?? pending.get(key)
    if (known !== undefined) return known
    const result = scale(content, scaling).finally(() => pending.delete(key))
    pending.set(key, result)
    return result.then(picture => {
      scaled.set(key, picture)
      return picture
    })
  }

  async function sendScaled (reply: FastifyReply, content: Content, scaling: Scaling): Promise<Buffer> {
    const { bytes, mediaType } = await scaledPicture(content, scaling)
    reply.type(mediaType)
    return bytes
  }

  return {
    sendImage (reply, content, scaling) {
      if (needsScaling(content, scaling)) return sendScaled(reply, content, scaling)
      const source = store.openContent(content)
      return Buffer.isBuffer(source) ? describe(reply, content, source) : source.then(opened => describe(reply, content, opened))
    },

    async sendBlank (reply, blank, scaling) {
      const { bytes, mediaType } = needsScaling(blank, scaling) ? await scalePicture(blank.bytes, scaling) : blank
      reply.type(mediaType)
      return bytes
    },
  }
}
