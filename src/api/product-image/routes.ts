import { Type } from '@sinclair/typebox'
import { pictureContent } from '../../blobs/new-content.js'
import { revisionFor } from '../../blobs/write-policy.js'
import { Int32, NoBody, Words } from '../../carriers/scalars.js'
import type { Config } from '../../config/config.js'
import { imageNotFound, imageTooLarge, pictureMissing } from '../../errors/api-errors.js'
import { BLANKS, BLANK_PICTURES } from '../../pictures/blank-pictures.js'
import { PICTURE_TYPES, PICTURE_WORDS, TYPE_OF_WORD } from '../../pictures/picture-types.js'
import { addBodyMemory } from '../../http/body-memory.js'
import { answerNotModified, requireUnmodified } from '../../context/conditional.js'
import { IMAGE_BODY_TYPES, addImageBodies } from '../../codec/image-bodies.js'
import { requireRight, requireSaveRight } from '../../context/rights.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'
import { createFailures } from '../failures.js'
import { ProductPathSchema, createProductGuard, pictureOf, productOwner } from '../product-path.js'
import { createPictureAnswers } from './picture-answers.js'

export interface ProductImageOptions {
  readonly store: Store
  readonly config: Pick<Config, 'unknownProducts' | 'imageLimit' | 'errorMessageKey'>
}

const PATH = '/api/v1/Product/:productId/Image'

/** Headers and boundaries of a multipart body around the image. */
const MULTIPART_BYTES = 64 * 1024

const pixels = (description: string) => Type.Optional(Int32({ description, default: undefined }))

const ImageQuerySchema = Type.Object({
  w: pixels('Most pixels that the image may be wide; 0 or less for any. It is never made larger than it is.'),
  h: pixels('Most pixels that the image may be high; 0 or less for any.'),
  type: Type.Optional(Words(PICTURE_WORDS, { description: 'The type that the image is to have.', default: undefined })),
  ifBlank: Type.Optional(Words(BLANKS, { description: 'What to answer when there is no image; Null is 404.' })),
})

const BlobIdSchema = Int32({ description: 'The blob id.', xml: { name: 'int' }, examples: [940] })

const bytes = { type: 'string', format: 'binary' } as const

/** The bytes of a product's picture. */
export const addProductImageRoutes: Routes<ProductImageOptions> = (app, { store, config }) => {
  const { failures, failuresOfAnswers } = createFailures(config)
  const { requireProduct, requireKept, needs } = createProductGuard(store, config)
  const { contentOf, blankOf } = createPictureAnswers(store)

  app.get(PATH, {
    schema: {
      operationId: 'v1Product_GetImage',
      tags: ['Product'],
      summary: "Reads a product's picture",
      description: 'The picture is answered as it is stored. With w, h or type it is scaled down to that box, its aspect ' +
        'ratio kept, and converted.',
      params: ProductPathSchema,
      querystring: ImageQuerySchema,
      produces: [...PICTURE_TYPES],
      response: {
        200: Type.Unsafe<unknown>({ ...bytes, description: 'An image.' }),
        304: NoBody('The image was not changed after If-Modified-Since.'),
        ...failures({
          400: 'The product id, a parameter or a header is wrong, or what is stored cannot be scaled.',
          404: 'There is no such product, or it has no image and ifBlank asks for no other.',
          412: 'The image was changed after If-Unmodified-Since.',
        }),
      },
    },
  }, async (request, reply) => {
    const { tenant, params: { productId }, query: { w, h, type, ifBlank }, rights } = request
    await requireProduct(tenant, productId)
    requireRight(rights.ofPicture(productOwner(productId)), 'Select')
    const scaling = { width: side(w), height: side(h), type: type && TYPE_OF_WORD[type] }
    const picture = await store.findPicture(tenant, pictureOf(productId))
    if (picture === undefined) {
      if (ifBlank === undefined || ifBlank === 'Null') throw imageNotFound(productId)
      return blankOf(reply, BLANK_PICTURES[ifBlank], scaling)
    }
    return answerNotModified(request, reply, picture.changedDate) ? reply : contentOf(reply, picture.content, scaling)
  })

  app.delete(PATH, {
    schema: {
      operationId: 'v1Product_DeleteImageContent',
      tags: ['Product'],
      summary: "Removes a product's picture and what describes it",
      params: ProductPathSchema,
      response: {
        204: NoBody('The product has no image now.'),
        ...failures({
          400: 'The product id or a header is wrong.',
          404: 'There is no such product.',
          412: 'The image was changed or removed after If-Unmodified-Since, and nothing was removed.',
        }),
      },
    },
  }, async ({ tenant, params: { productId }, headers, rights, now }, reply) => {
    await requireProduct(tenant, productId)
    requireRight(rights.ofPicture(productOwner(productId)), 'Delete')
    await store.removeBlobsOf(tenant, productOwner(productId), { now, judge: changedDate => requireUnmodified(headers, changedDate) })
    return reply.code(204).send()
  })

  app.register(async uploads => {
    addImageBodies(uploads)
    addBodyMemory(uploads)
    for (const [method, operationId] of [['PUT', 'v1Product_SaveImage'], ['POST', 'v1Product_SaveImage_POST']] as const) {
      uploads.route<{ Params: { productId: number }, Body: Buffer | undefined }>({
        method,
        url: PATH,
        bodyLimit: config.imageLimit + MULTIPART_BYTES,
        config: { documentedBody: { types: IMAGE_BODY_TYPES, schema: bytes } },
        schema: {
          operationId,
          tags: ['Product'],
          summary: "Creates or replaces a product's picture",
          description: 'The bytes say what the picture is, whatever Content-Type says; of a multipart body it is the first ' +
            'file. The image info follows by itself.',
          params: ProductPathSchema,
          response: {
            200: BlobIdSchema,
            ...failuresOfAnswers({
              400: 'Image bitmap is missing from body, or it is no whole picture; or the product id or a header is wrong.',
              404: 'There is no such product.',
              412: 'The image was changed or removed after If-Unmodified-Since, and nothing was saved.',
              413: 'The image is larger than the limit.',
              415: 'The body has a media type that is not read.',
            }),
          },
        },
        async handler ({ tenant, params: { productId }, body: image, headers, caller, now, rights }) {
          await requireProduct(tenant, productId)
          if (image === undefined) throw pictureMissing()
          if (image.length > config.imageLimit) throw imageTooLarge(config.imageLimit)
          const content = await pictureContent(store, image)
          const revise = revisionFor(content, now)
          const { BlobId } = await store.saveBlob(tenant, {
            place: pictureOf(productId),
            caller,
            content,
            needs,
            revise (current, facts) {
              requireKept(productId, facts)
              requireSaveRight(rights.ofPicture(productOwner(productId)), current)
              requireUnmodified(headers, facts.changedDate)
              return revise(current, facts)
            },
          })
          return BlobId
        },
      })
    }
  })
}

/** Pixels that limit a side; the service reads 0 and less as no limit. */
const side = (pixels: number | undefined) => pixels !== undefined && pixels > 0 ? pixels : undefined
