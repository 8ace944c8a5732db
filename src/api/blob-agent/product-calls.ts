import { fittedPictureContent } from '../../blobs/new-content.js'
import { revisionFor } from '../../blobs/write-policy.js'
import { Int32 } from '../../carriers/scalars.js'
import { agentProductMissing, blobMissing } from '../../errors/api-errors.js'
import { scalePicture } from '../../pictures/scale-picture.js'
import { createByteAnswers } from '../../codec/byte-answers.js'
import { wholeContent } from '../../codec/whole-content.js'
import { requireRight, requireSaveRight } from '../../context/rights.js'
import type { Routes } from '../../http/routes.js'
import type { LinkPlace } from '../../storage/store.js'
import { createProductGuard, pictureOf, productOwner } from '../product-path.js'
import { Bytes, ProductId, agentPath, createByteReader, createContentAnswers, createDescriptions, request, type BlobAgentOptions } from './agent-call.js'

/** Pixels on a side that a picture and a thumbnail have at most, and what a thumbnail that is made by itself has. */
const MOST_PIXELS: { readonly ProductImage: number, readonly ProductThumbnail: number } = { ProductImage: 1000, ProductThumbnail: 200 }
const MADE_THUMBNAIL_PIXELS = 75

const thumbnailOf = (productId: number): LinkPlace => ({ link: 'ProductThumbnail', ownerId: productId })

/** Calls of the BLOB agent about the picture and the thumbnail of a product. */
export const addProductPictureRoutes: Routes<BlobAgentOptions> = (app, { store, config }) => {
  const { describe, ofVoid, ofBytes } = createDescriptions(config)
  const sendBytes = createByteAnswers(config)
  const sendContent = createContentAnswers({ store, config })
  const { bodyLimit, readBytes } = createByteReader(config)
  const { requireProduct, requireKept, needs } = createProductGuard(store, config, agentProductMissing)

  app.post(agentPath('GetProductImage'), {
    schema: { ...describe('GetProductImage', "Reads a product's picture"), body: request('GetProductImage', { ProductId }), ...ofBytes },
  }, async (request, reply) => {
    const { tenant, body: { ProductId }, rights } = request
    requireRight(rights.ofPicture(productOwner(ProductId)), 'Select')
    const blob = await store.findBlob(tenant, pictureOf(ProductId))
    return sendContent(request, reply, blob?.content)
  })

  app.post(agentPath('GetProductThumbnail'), {
    schema: {
      ...describe('GetProductThumbnail', "Reads a product's thumbnail, which is made of the picture unless one was set"),
      body: request('GetProductThumbnail', { ProductId }),
      ...ofBytes,
    },
  }, async (request, reply) => {
    const { tenant, body: { ProductId }, rights } = request
    requireRight(rights.ofPicture(productOwner(ProductId)), 'Select')
    const thumbnail = await store.findBlob(tenant, thumbnailOf(ProductId))
    if (thumbnail?.content !== undefined) return sendContent(request, reply, thumbnail.content)
    const picture = await store.findBlob(tenant, pictureOf(ProductId))
    if (picture?.content === undefined) return sendBytes(request, reply, null)
    const { bytes, mediaType } = await scalePicture(
      await wholeContent(store, picture.content, reply), { width: MADE_THUMBNAIL_PIXELS, height: MADE_THUMBNAIL_PIXELS })
    return sendBytes(request, reply, bytes, mediaType)
  })

  const setters = [
    ['SetProductImage', 'ProductImage', "Stores a product's picture, scaled down to 1000 x 1000 pixels"],
    ['SetProductThumbnail', 'ProductThumbnail', "Stores a product's thumbnail, scaled down to 200 x 200 pixels"],
  ] as const
  for (const [name, link, summary] of setters) {
    app.post(agentPath(name), {
      bodyLimit,
      schema: {
        ...describe(name, summary),
        body: request(name, { ProductId, Image: Bytes('The picture.') }),
        response: ofVoid,
      },
    }, async ({ tenant, body: { ProductId, Image }, caller, now, rights }, reply) => {
      await requireProduct(tenant, ProductId)
      const content = await fittedPictureContent(readBytes('Image', Image), MOST_PIXELS[link])
      const revise = revisionFor(content, now)
      await store.saveBlob(tenant, {
        place: { link, ownerId: ProductId },
        caller,
        content,
        needs,
        revise (current, facts) {
          requireKept(ProductId, facts)
          requireSaveRight(rights.ofPicture(productOwner(ProductId)), current)
          return revise(current, facts)
        },
      })
      return reply.code(204).send()
    })
  }

  app.post(agentPath('ChangeProductImage'), {
    schema: {
      ...describe('ChangeProductImage', "Makes a stored blob a product's picture; BlobId 0 leaves it without one"),
      body: request('ChangeProductImage', { ProductId, BlobId: Int32({ description: 'The blob, or 0.' }) }),
      response: ofVoid,
    },
  }, async ({ tenant, body: { ProductId, BlobId }, rights, now }, reply) => {
    await requireProduct(tenant, ProductId)
    requireRight(rights.ofPicture(productOwner(ProductId)), 'Update')
    if (BlobId === 0) {
      await store.unlinkPicture(tenant, pictureOf(ProductId), now)
      return reply.code(204).send()
    }
    const isLinked = await store.linkPicture(tenant, pictureOf(ProductId), {
      blobId: BlobId,
      now,
      // From then on whoever may change what the product links may change the blob.
      judge: rights.areLimited ? linkedBy => requireRight(rights.ofBlob(linkedBy), 'Update') : undefined,
    })
    if (!isLinked) throw blobMissing(BlobId)
    return reply.code(204).send()
  })
}
