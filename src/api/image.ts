import { Type, type Static } from '@sinclair/typebox'
import { pictureContent } from '../blobs/new-content.js'
import { createContentRevision } from '../blobs/write-policy.js'
import { Int32, NoBody, Words } from '../carriers/scalars.js'
import { IMAGE_BODY_TYPES, addImageBodies } from '../codec/image-bodies.js'
import { sendNotModified, timeOfChange } from '../context/conditional.js'
import { requireRight } from '../context/rights.js'
import { imageNotFound, imageTooLarge, pictureMissing } from '../errors/api-errors.js'
import { addBodyMemory } from '../http/body-memory.js'
import type { Routes } from '../http/routes.js'
import { BLANKS, BLANK_PICTURES } from '../pictures/blank-pictures.js'
import { PICTURE_TYPES, PICTURE_WORDS, TYPE_OF_WORD } from '../pictures/picture-types.js'
import { PICTURE_FAILURES, READ_FAILURES, SAVE_FAILURES, STORE_FAILURES, createFailures } from './failures.js'
import { createImageResponses, sideLimit, type ImageResponses } from './image-responses.js'
import { createOwnerGuard, ownerRoute, type OwnerIds, type PictureOptions, type PictureOwner } from './picture-owner.js'

type ImageOptions = PictureOptions<'imageLimit'>

/** Bytes by which the limit of a request body exceeds that of the image, for the headers and boundaries of a multipart body. */
const MULTIPART_BYTES = 64 * 1024

const pixels = (description: string) => Type.Optional(Int32({ description, default: undefined }))

const ImageQuerySchema = Type.Object({
  w: pixels('The maximum width in pixels; 0 or less for no limit. The image is never enlarged.'),
  h: pixels('The maximum height in pixels; 0 or less for no limit.'),
  type: Type.Optional(Words(PICTURE_WORDS, { description: 'The type to convert the image to.', default: undefined })),
  ifBlank: Type.Optional(Words(BLANKS, { description: 'The placeholder for a missing image; Null responds with 404.' })),
})

const BlobIdSchema = Int32({ $id: 'BlobId', description: 'The blob id.', xml: { name: 'int' }, examples: [940] })

const IMAGE = { $id: 'Image', type: 'string', format: 'binary' } as const

/**
 * Adds GET, PUT and POST of the bytes of a picture, and DELETE, which unlinks the picture and the thumbnail of an owner, for each entity
 * with pictures.
 */
export const addImageRoutes: Routes<ImageOptions> = (app, options) => {
  const responses = createImageResponses(options.store)
  for (const owner of options.owners) {
    addImageReadRoute(app, owner, options, responses)
    addDeleteRoute(app, owner, options)
  }
  app.register(async uploads => {
    addImageBodies(uploads)
    addBodyMemory(uploads)
    for (const owner of options.owners) addSaveRoutes(uploads, owner, options)
  })
}

type App = Parameters<Routes>[0]

function addImageReadRoute (app: App, pictureOwner: PictureOwner, { store, config }: ImageOptions, { sendImage, sendBlank }: ImageResponses): void {
  const { entity, operations, paths } = pictureOwner
  const { url, tags, noun, link, parameters, readOwner } = ownerRoute(pictureOwner, paths.image)
  const { requireOwner } = createOwnerGuard(entity, { store, config })
  const { failures } = createFailures(config)

  app.get<{ Params: OwnerIds, Querystring: OwnerIds & Static<typeof ImageQuerySchema> }>(url, {
    schema: {
      operationId: `${operations}_GetImage`,
      tags,
      summary: `Reads a ${noun}'s picture`,
      description: 'Without w, h and type the picture is returned as stored. Otherwise it is scaled down to this width and height, and ' +
        'converted to this type.',
      ...parameters,
      querystring: ImageQuerySchema,
      produces: [...PICTURE_TYPES],
      response: {
        200: Type.Unsafe<unknown>({ ...IMAGE, description: 'An image.' }),
        304: NoBody('The picture was not changed after If-Modified-Since.'),
        ...failures({
          ...PICTURE_FAILURES,
          400: 'A parameter or a header is invalid, or the stored bytes cannot be scaled.',
          404: 'The owner does not exist, or has no image and ifBlank names no placeholder.',
        }),
      },
    },
  }, async (request, reply) => {
    const { tenant, query: { w, h, type, ifBlank }, rights } = request
    const owner = readOwner(request)
    await requireOwner(tenant, owner)
    requireRight(rights.ofPicture(owner), 'Select')
    const scaling = { width: sideLimit(w), height: sideLimit(h), type: type && TYPE_OF_WORD[type] }
    const picture = await store.findPicture(tenant, { link, ownerId: owner.id })
    if (picture === undefined) {
      if (ifBlank === undefined || ifBlank === 'Null') throw imageNotFound(owner)
      return sendBlank(reply, BLANK_PICTURES[ifBlank], scaling)
    }
    return sendNotModified(request, reply, picture.changedDate) ? reply : sendImage(reply, picture.content, scaling)
  })
}

function addDeleteRoute (app: App, pictureOwner: PictureOwner, { store, config }: ImageOptions): void {
  const { entity, operations, paths } = pictureOwner
  const { url, tags, noun, parameters, readOwner } = ownerRoute(pictureOwner, paths.image)
  const { requireOwner } = createOwnerGuard(entity, { store, config })
  const { failures } = createFailures(config)

  app.delete<{ Params: OwnerIds, Querystring: OwnerIds }>(url, {
    schema: {
      operationId: `${operations}_DeleteImageContent`,
      tags,
      summary: `Removes a ${noun}'s picture and its description`,
      ...parameters,
      response: {
        204: NoBody(`The ${noun} has no image.`),
        ...failures({ ...READ_FAILURES, ...STORE_FAILURES, ...PICTURE_FAILURES }),
      },
    },
  }, async (request, reply) => {
    const { tenant, headers, rights, now } = request
    const owner = readOwner(request)
    await requireOwner(tenant, owner)
    requireRight(rights.ofPicture(owner), 'Delete')
    await store.removeOwnerBlobs(tenant, owner, changedDate => timeOfChange({ headers, now }, changedDate))
    return reply.code(204).send()
  })
}

/** The methods that save a picture, each with the end of its operation ids. PUT and POST have the same effect. */
const SAVE_METHODS = [['PUT', 'SaveImage'], ['POST', 'SaveImage_POST']] as const

function addSaveRoutes (app: App, pictureOwner: PictureOwner, { store, config }: ImageOptions): void {
  const { entity, operations, paths } = pictureOwner
  const { url, tags, noun, link, parameters, readOwner } = ownerRoute(pictureOwner, paths.image)
  const { requireOwner, savePicture } = createOwnerGuard(entity, { store, config })
  const { negotiatedFailures } = createFailures(config)

  for (const [method, operation] of SAVE_METHODS) {
    app.route<{ Params: OwnerIds, Querystring: OwnerIds, Body: Buffer | undefined }>({
      method,
      url,
      bodyLimit: config.imageLimit + MULTIPART_BYTES,
      config: { documentedBody: { types: IMAGE_BODY_TYPES, schema: IMAGE } },
      schema: {
        operationId: `${operations}_${operation}`,
        tags,
        summary: `Creates or replaces a ${noun}'s picture`,
        description: 'The bytes determine the type of the picture; Content-Type is ignored. In a multipart body, the ' +
          'first file is the picture. The image info is updated.',
        ...parameters,
        response: {
          200: BlobIdSchema,
          ...negotiatedFailures({ ...SAVE_FAILURES, ...PICTURE_FAILURES }),
        },
      },
      async handler (request) {
        const { tenant, body: image, headers, caller, now, rights } = request
        const owner = readOwner(request)
        await requireOwner(tenant, owner)
        if (image === undefined) throw pictureMissing()
        if (image.length > config.imageLimit) throw imageTooLarge(config.imageLimit)
        const content = await pictureContent(store, image)
        const { BlobId } = await savePicture(tenant, {
          owner,
          link,
          rights: rights.ofPicture(owner),
          caller,
          content,
          revise: (current, facts) => createContentRevision(content, timeOfChange({ headers, now }, facts.changedDate))(current, facts),
        })
        return BlobId
      },
    })
  }
}
