import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { FastifyReply } from 'fastify'
import { LRUCache } from 'lru-cache'
import { bodiesInWork } from '../../http/memory-bounds.js'
import { scalePicture, type ScaledPicture, type Scaling } from '../../pictures/scale-picture.js'
import { ANY_BYTES } from '../../codec/byte-answers.js'
import type { Content, Store } from '../../storage/store.js'

/** Bytes of scaled pictures that are held in memory. */
const REMEMBERED_BYTES = 16 * 1024 * 1024

/** Whether a picture has to be worked on, or is sent as it is stored. */
const needsScaling = ({ mediaType }: Pick<Content, 'mediaType'>, { width, height, type }: Scaling): boolean =>
  width !== undefined || height !== undefined || (type !== undefined && type !== mediaType)

/** What answers pictures, as they are stored or scaled. */
export function createPictureAnswers (store: Pick<Store, 'openContent'>) {
  // Contents are never changed, so what was made of one stays right.
  const made = new LRUCache<string, ScaledPicture>({ maxSize: REMEMBERED_BYTES, sizeCalculation: ({ bytes }) => bytes.length + 1 })
  const inWork = new Map<string, Promise<ScaledPicture>>()

  async function make (content: Content, scaling: Scaling): Promise<ScaledPicture> {
    // It is held from now on, so that it is still there when it is its turn.
    const source = store.openContent(content)
    return bodiesInWork.within(content.size, async () =>
      scalePicture(Buffer.isBuffer(source) ? source : await buffer(source), scaling))
  }

  /** What is asked for several times at once is made once. */
  function scaledPicture (content: Content, scaling: Scaling): ScaledPicture | Promise<ScaledPicture> {
    const key = `${content.key} ${scaling.width} ${scaling.height} ${scaling.type}`
    const known = made.get(key) ?? inWork.get(key)
    if (known !== undefined) return known
    const making = make(content, scaling).finally(() => inWork.delete(key))
    inWork.set(key, making)
    return making.then(picture => {
      made.set(key, picture)
      return picture
    })
  }

  async function scaledBytesOf (reply: FastifyReply, content: Content, scaling: Scaling): Promise<Buffer> {
    const { bytes, mediaType } = await scaledPicture(content, scaling)
    reply.type(mediaType)
    return bytes
  }

  return {
    /** What the reply, which it gives the headers, is to send. */
    contentOf (reply: FastifyReply, content: Content, scaling: Scaling): Buffer | Readable | Promise<Buffer> {
      if (needsScaling(content, scaling)) return scaledBytesOf(reply, content, scaling)
      reply.type(content.mediaType ?? ANY_BYTES).header('content-length', content.size)
      return store.openContent(content)
    },

    async blankOf (reply: FastifyReply, blank: ScaledPicture, scaling: Scaling): Promise<Buffer> {
      const { bytes, mediaType } = needsScaling(blank, scaling) ? await scalePicture(blank.bytes, scaling) : blank
      reply.type(mediaType)
      return bytes
    },
  }
}
