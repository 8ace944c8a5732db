import { EMPTY_BLOB } from '../../blobs/empty-blob.js'
import { REVISIONS, idWantedBy } from '../../blobs/write-policy.js'
import { BLANK_BLOB, BlobEntityBodySchema, BlobEntityCarrierSchema, type BlobEntity } from '../../carriers/blob-entity.js'
import { NoBody } from '../../carriers/scalars.js'
import { blobEntityCarrier } from '../../carriers/rights.js'
import type { Config } from '../../config/config.js'
import { changeOf, keeping } from '../../codec/bodies/change.js'
import { answerNotModified, requireUnmodified } from '../../context/conditional.js'
import { requireRight, requireSaveRight } from '../../context/rights.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'
import { createFailures } from '../failures.js'
import { ProductPathSchema, createProductGuard, pictureOf, productOwner } from '../product-path.js'
import { SAMPLE_ANSWER, SAMPLE_BODY } from './sample.js'

export interface ProductImageInfoOptions {
  readonly store: Store
  readonly config: Pick<Config, 'writePolicy' | 'unknownProducts' | 'errorMessageKey'>
}

const PATH = '/api/v1/Product/:productId/ImageInfo'

const answer = { ...BlobEntityCarrierSchema, examples: [SAMPLE_ANSWER] }

/** GET and PUT of a product's image info: the description of its picture, without the bytes. */
export const addProductImageInfoRoutes: Routes<ProductImageInfoOptions> = (app, { store, config }) => {
  const revise = REVISIONS[config.writePolicy]
  const { failuresOfAnswers } = createFailures(config)
  const { requireProduct, requireKept, needs } = createProductGuard(store, config)

  app.get(PATH, {
    schema: {
      operationId: 'v1Product_GetImageInfo',
      tags: ['Product'],
      summary: "Reads the description of a product's picture",
      description: 'A product without a picture has the empty carrier, with BlobId 0.',
      params: ProductPathSchema,
      response: {
        200: { ...answer, description: 'The image info, or the empty carrier.' },
        304: NoBody('The image info was not changed after If-Modified-Since.'),
        ...failuresOfAnswers({
          400: 'The product id is no positive int32, or a header is wrong.',
          404: 'There is no such product.',
          412: 'The image info was changed or removed after If-Unmodified-Since.',
        }),
      },
    },
  }, async (request, reply) => {
    const { tenant, params: { productId }, wording, dates } = request
    await requireProduct(tenant, productId)
    const rights = request.rights.ofPicture(productOwner(productId))
    requireRight(rights, 'Select')
    const { entity, changedDate } = await store.findBlob(tenant, pictureOf(productId)) ??
      { entity: EMPTY_BLOB, changedDate: await store.findRemoval(tenant, pictureOf(productId)) }
    return answerNotModified(request, reply, changedDate) ? reply : blobEntityCarrier(entity, wording, dates.write, rights)
  })

  app.put(PATH, {
    schema: {
      operationId: 'v1Product_PutImageInfo',
      tags: ['Product'],
      summary: "Replaces the description of a product's picture",
      description: 'Saves what is known of the picture and answers what was saved. The bytes of the picture are not ' +
        'part of it. Who owns the id, the dates and the authors is a setting (WRITE_POLICY).',
      params: ProductPathSchema,
      body: { ...BlobEntityBodySchema, examples: [SAMPLE_BODY] },
      response: {
        200: { ...answer, description: 'The image info as it was saved.' },
        ...failuresOfAnswers({
          400: 'The product id, a header or the body is wrong; every wrong property is named.',
          404: 'There is no such product.',
          409: 'An operation test of a JSON Patch failed, and nothing was saved.',
          412: 'The image info was changed or removed after If-Unmodified-Since, and nothing was saved.',
          413: 'The body is larger than the limit.',
          415: 'The body has a media type that is not read.',
        }),
      },
    },
  }, async ({ tenant, params: { productId }, body, headers, caller, now, wording, dates, rights: callerRights }) => {
    await requireProduct(tenant, productId)
    const rights = callerRights.ofPicture(productOwner(productId))
    const changeFrom = (stored: BlobEntity | undefined) =>
      keeping(changeOf(body, stored ?? EMPTY_BLOB, BLANK_BLOB, dates.read), stored, rights.kept)
    const entity = await store.saveBlob(tenant, {
      place: pictureOf(productId),
      caller,
      wantedBlobId: config.writePolicy === 'server' ? idWantedBy(() => changeFrom(undefined)) : undefined,
      needs,
      revise (current, facts) {
        requireKept(productId, facts)
        requireSaveRight(rights, current)
        requireUnmodified(headers, facts.changedDate)
        return revise(changeFrom(current?.entity), { now, readDate: dates.read }, current, facts)
      },
    })
    return blobEntityCarrier(entity, wording, dates.write, rights)
  })
}
