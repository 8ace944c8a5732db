import { wholeContent } from '../../codec/whole-content.js'
import { requireRight } from '../../context/rights.js'
import type { Routes } from '../../http/routes.js'
import { scalePicture } from '../../pictures/scale-picture.js'
import { agentPath, createRequestSchema, type Agent } from './agent.js'
import { agentOwner, type OwnerBody } from './agent-owner.js'
import { addSetOperation } from './set-operation.js'

/** Maximum width and height in pixels of a thumbnail that a client sets (the vendor's page v1BLOBAgent_SetProductThumbnail). */
const SET_THUMBNAIL_PIXELS = 200

/**
 * Maximum width and height in pixels of a thumbnail that is generated from the picture (the vendor's page v1BLOBAgent_SetProductImage).
 */
const GENERATED_THUMBNAIL_PIXELS = 75

const PRODUCT = agentOwner('Product')

/** Adds the operations on the thumbnail of a product. Other entities do not have thumbnails. */
export const addThumbnailOperations: Routes<Agent> = (app, agent) => {
  const { store, describe, ofBytes, sendBytes, sendContent } = agent

  app.post<{ Body: OwnerBody }>(agentPath('GetProductThumbnail'), {
    schema: {
      ...describe('GetProductThumbnail', "Reads a product's thumbnail, which is generated from the picture unless one was set"),
      body: createRequestSchema('GetProductThumbnail', PRODUCT.idProperty),
      ...ofBytes,
    },
  }, async (request, reply) => {
    const { tenant, rights } = request
    const owner = PRODUCT.readOwner(request.body)
    requireRight(rights.ofPicture(owner), 'Select')
    const thumbnail = await store.findBlob(tenant, { link: 'ProductThumbnail', ownerId: owner.id })
    if (thumbnail?.content !== undefined) return sendContent(request, reply, thumbnail.content)
    const picture = await store.findBlob(tenant, { link: PRODUCT.imageLink, ownerId: owner.id })
    if (picture?.content === undefined) return sendBytes(request, reply, null)
    const { bytes, mediaType } = await scalePicture(
      await wholeContent(store, picture.content, reply), { width: GENERATED_THUMBNAIL_PIXELS, height: GENERATED_THUMBNAIL_PIXELS })
    return sendBytes(request, reply, bytes, mediaType)
  })

  addSetOperation(app, {
    name: 'SetProductThumbnail',
    summary: `Stores a product's thumbnail, scaled down to ${SET_THUMBNAIL_PIXELS} x ${SET_THUMBNAIL_PIXELS} pixels`,
    owner: PRODUCT,
    link: 'ProductThumbnail',
    mostPixels: SET_THUMBNAIL_PIXELS,
  }, agent)
}
