import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { BLANK_BLOB, EMPTY_BLOB } from '../../blobs/empty-blob.js'
import { REVISIONS } from '../../blobs/write-policy.js'
import { BlobEntityBodySchema, BlobEntityCarrierSchema } from '../../carriers/blob-entity.js'
import { presentInstant } from '../../carriers/date-time.js'
import { blobEntityCarrier } from '../../carriers/rights.js'
import { INT32_MAX } from '../../carriers/scalars.js'
import type { Config } from '../../config.js'
import { errorBodySchema, productNotFound } from '../../errors.js'
import { changeOf } from '../../protocol/bodies/change.js'
import { isNotModified, lastModified, requireUnmodified } from '../../protocol/conditional.js'
import type { BlobPlace, Store } from '../../storage/store.js'
import { SAMPLE_ANSWER, SAMPLE_BODY } from './sample.js'

export interface ProductImageInfoOptions {
  readonly store: Store
  readonly config: Pick<Config, 'writePolicy' | 'unknownProducts' | 'errorMessageKey'>
}

const PATH = '/api/v1/Product/:productId/ImageInfo'

const params = Type.Object({
  productId: Type.Integer({ format: 'int32', minimum: 1, maximum: INT32_MAX, description: 'The product.' }),
})

const answer = { ...BlobEntityCarrierSchema, examples: [SAMPLE_ANSWER] }

const TIME_ZONE = {
  'SO-TimeZone': Type.String({ description: 'The time zone of dates, as the request header says it.' }),
}

const LAST_MODIFIED = {
  ...TIME_ZONE,
  'Last-Modified': Type.Optional(Type.String({ description: 'UpdatedDate as an HTTP date; absent from the empty carrier.' })),
}

const pictureOf = (productId: number): BlobPlace => ({ productId, link: 'ProductImage' })

/** GET and PUT of a product's image info: the description of its picture, without the bytes. */
export const productImageInfo: FastifyPluginAsyncTypebox<ProductImageInfoOptions> = async (app, { store, config }) => {
  const revise = REVISIONS[config.writePolicy]
  const failure = (description: string) => ({ ...errorBodySchema(config.errorMessageKey), description })

  const isStrict = config.unknownProducts === 'reject'

  async function requireProduct (tenant: string, productId: number): Promise<void> {
    if (!await store.hasProduct(tenant, productId)) throw productNotFound(productId)
  }

  app.get(PATH, {
    schema: {
      operationId: 'v1Product_GetImageInfo',
      tags: ['Product'],
      summary: "Reads the description of a product's picture",
      description: 'A product without a picture has the empty carrier, with BlobId 0.',
      params,
      response: {
        200: { ...answer, description: 'The image info, or the empty carrier.', headers: LAST_MODIFIED },
        304: Type.Unsafe<undefined>({ type: 'null', description: 'The image info was not changed after If-Modified-Since.' }),
        400: failure('The product id is no positive int32, or a header is wrong.'),
        401: failure('The caller has no credential that is taken.'),
        403: failure('The access token has expired (EXPIRED_TOKEN=403).'),
        404: failure('There is no such product.'),
        406: failure('Accept allows no media type that there is (NOT_ACCEPTABLE=strict).'),
        412: failure('The image info was changed after If-Unmodified-Since.'),
        500: failure('The server failed.'),
      },
    },
  }, async ({ tenant, params: { productId }, headers, wording, dates }, reply) => {
    if (isStrict) await requireProduct(tenant, productId)
    const { entity } = await store.findBlob(tenant, pictureOf(productId)) ?? { entity: EMPTY_BLOB }
    requireUnmodified(headers, entity.UpdatedDate)
    const modified = lastModified(entity.UpdatedDate)
    if (modified !== undefined) reply.header('last-modified', modified)
    if (isNotModified(headers, entity.UpdatedDate)) {
      reply.removeHeader('content-type')
      return reply.code(304).send()
    }
    return blobEntityCarrier(entity, wording, dates.write)
  })

  app.put(PATH, {
    schema: {
      operationId: 'v1Product_PutImageInfo',
      tags: ['Product'],
      summary: "Replaces the description of a product's picture",
      description: 'Saves what is known of the picture and answers what was saved. The bytes of the picture are not ' +
        'part of it. Who owns the id, the dates and the authors is a setting (WRITE_POLICY).',
      params,
      body: { ...BlobEntityBodySchema, examples: [SAMPLE_BODY] },
      response: {
        200: { ...answer, description: 'The image info as it was saved.', headers: TIME_ZONE },
        400: failure('The product id, a header or the body is wrong; every wrong property is named.'),
        401: failure('The caller has no credential that is taken.'),
        403: failure('The access token has expired (EXPIRED_TOKEN=403).'),
        404: failure('There is no such product.'),
        406: failure('Accept allows no media type that there is (NOT_ACCEPTABLE=strict).'),
        409: failure('An operation test of a JSON Patch failed, and nothing was saved.'),
        412: failure('The image info was changed after If-Unmodified-Since, and nothing was saved.'),
        413: failure('The body is larger than the limit.'),
        415: failure('The body has a media type that is not read.'),
        500: failure('The server failed, and nothing was saved.'),
      },
    },
  }, async ({ tenant, params: { productId }, body, headers, caller, wording, dates }) => {
    if (isStrict) await requireProduct(tenant, productId)
    const now = presentInstant()
    const entity = await store.saveBlob(tenant, {
      place: pictureOf(productId),
      caller,
      revise (current, context) {
        const { entity: stored } = current ?? { entity: EMPTY_BLOB }
        requireUnmodified(headers, stored.UpdatedDate)
        const { base, body: changed } = changeOf(body, stored, BLANK_BLOB, dates.read)
        return revise({ base, body: changed, now, readDate: dates.read }, current, context)
      },
    })
    return blobEntityCarrier(entity, wording, dates.write)
  })
}
