import { buffer } from 'node:stream/consumers'
import type { FastifyReply } from 'fastify'
import { LRUCache } from 'lru-cache'
import { bodiesInWork } from '../../memory-bounds.js'
import { scalePicture, type ScaledPicture, type Scaling } from '../../pictures/scale-picture.js'
import { ANY_BYTES } from '../../protocol/byte-answers.js'
import type { Content, Store } from '../../storage/store.js'

/** Bytes of scaled pictures that are held in memory. */
const REMEMBERED_BYTES = 16 * 1024 * 1024

interface ScalingContext {
  readonly content: Content
  readonly scaling: Scaling
}

/** Whether a picture has to be worked on, or is sent as it is stored. */
const needsScaling = ({ mediaType }: Pick<Content, 'mediaType'>, { width, height, type }: Scaling): boolean =>
  width !== undefined || height !== undefined || (type !== undefined && type !== mediaType)

/** What answers pictures, as they are stored or scaled. */
export function createPictureAnswers (store: Pick<Store, 'openContent'>) {
  // Contents are never changed, so what was made of one stays right.
  const scaledPictures = new LRUCache<string, ScaledPicture, ScalingContext>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: ({ bytes }) => bytes.length + 1,
    fetchMethod: async (_key, _stale, { context: { content, scaling } }) => {
      // It is held from now on, so that it is still there when it is its turn.
      const source = await store.openContent(content)
      return bodiesInWork.within(content.size, async () =>
        scalePicture(Buffer.isBuffer(source) ? source : await buffer(source), scaling))
    },
  })

  return {
    async sendContent (reply: FastifyReply, content: Content, scaling: Scaling): Promise<FastifyReply> {
      const { key, mediaType, size } = content
      if (!needsScaling(content, scaling)) {
        return reply.type(mediaType ?? ANY_BYTES).header('content-length', size).send(await store.openContent(content))
      }
      const { width, height, type } = scaling
      const scaled = await scaledPictures.forceFetch(`${key} ${width} ${height} ${type}`, { context: { content, scaling } })
      return reply.type(scaled.mediaType).send(scaled.bytes)
    },

    async sendBlank (reply: FastifyReply, blank: ScaledPicture, scaling: Scaling): Promise<FastifyReply> {
      const { bytes, mediaType } = needsScaling(blank, scaling) ? await scalePicture(blank.bytes, scaling) : blank
      return reply.type(mediaType).send(bytes)
    },
  }
}
