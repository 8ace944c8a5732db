import { REVISIONS, requestedBlobId } from '../blobs/write-policy.js'
import { BLANK_BLOB, BlobEntityBodySchema, BlobEntityCarrierSchema, type BlobEntity, type BlobEntityBody } from '../carriers/blob-entity.js'
import { blobEntityCarrier } from './blob-entity-carrier.js'
import { NoBody } from '../carriers/scalars.js'
import { resolveChange, keepProperties } from '../codec/bodies/change.js'
import { sendNotModified, timeOfChange } from '../context/conditional.js'
import { requireRight } from '../context/rights.js'
import type { Routes } from '../http/routes.js'
import { PATCH_FAILURES, PICTURE_FAILURES, READ_FAILURES, createFailures } from './failures.js'
import { IMAGE_INFO_SAMPLE, IMAGE_INFO_SAMPLE_RESPONSE } from './image-info-sample.js'
import { createOwnerGuard, ownerRoute, type OwnerIds, type PictureOptions, type PictureOwner } from './picture-owner.js'

type ImageInfoOptions = PictureOptions<'writePolicy'>

const RESPONSE = { ...BlobEntityCarrierSchema, examples: [IMAGE_INFO_SAMPLE_RESPONSE] }

/** Adds GET and PUT of the image info, the description of a picture without its bytes, for each entity with pictures. */
export const addImageInfoRoutes: Routes<ImageInfoOptions> = (app, options) => {
  for (const owner of options.owners) {
    addImageInfoReadRoute(app, owner, options)
    addSaveRoute(app, owner, options)
  }
}

type OwnerRoutes = (app: Parameters<Routes>[0], owner: PictureOwner, options: ImageInfoOptions) => void

const addImageInfoReadRoute: OwnerRoutes = (app, pictureOwner, { store, config }) => {
  const { entity, operations, paths } = pictureOwner
  const { url, tags, noun, link, parameters, readOwner } = ownerRoute(pictureOwner, paths.getImageInfo)
  const { requireOwner } = createOwnerGuard(entity, { store, config })
  const { negotiatedFailures } = createFailures(config)

  app.get<{ Params: OwnerIds, Querystring: OwnerIds }>(url, {
    schema: {
      operationId: `${operations}_GetImageInfo`,
      tags,
      summary: `Reads the description of a ${noun}'s picture`,
      description: `The empty carrier, with BlobId 0, is returned for a ${noun} without a picture.`,
      ...parameters,
      response: {
        200: { ...RESPONSE, description: 'The image info, or the empty carrier.' },
        304: NoBody('The picture was not changed after If-Modified-Since.'),
        ...negotiatedFailures({ ...READ_FAILURES, ...PICTURE_FAILURES }),
      },
    },
  }, async (request, reply) => {
    const { tenant, wording, dates } = request
    const owner = readOwner(request)
    await requireOwner(tenant, owner)
    const rights = request.rights.ofPicture(owner)
    requireRight(rights, 'Select')
    const place = { link, ownerId: owner.id }
    const { entity: blob, changedDate } = await store.findBlob(tenant, place) ??
      { entity: BLANK_BLOB, changedDate: await store.findRemoval(tenant, place) }
    return sendNotModified(request, reply, changedDate) ? reply : blobEntityCarrier(blob, wording, dates.write, rights)
  })
}

const addSaveRoute: OwnerRoutes = (app, pictureOwner, { store, config }) => {
  const { entity, operations, paths } = pictureOwner
  const { url, tags, noun, link, parameters, readOwner } = ownerRoute(pictureOwner, paths.putImageInfo)
  const { savePicture } = createOwnerGuard(entity, { store, config })
  const { negotiatedFailures } = createFailures(config)
  const revise = REVISIONS[config.writePolicy]

  app.put<{ Params: OwnerIds, Querystring: OwnerIds, Body: BlobEntityBody }>(url, {
    schema: {
      operationId: `${operations}_PutImageInfo`,
      tags,
      summary: `Replaces the description of a ${noun}'s picture`,
      description: 'Saves the description of the picture and returns it as saved. It does not contain the bytes of the picture. ' +
        'The setting SUPEROFFICE_MOCK_WRITE_POLICY determines who sets the id, the dates and the authors.',
      ...parameters,
      body: { ...BlobEntityBodySchema, examples: [IMAGE_INFO_SAMPLE] },
      response: {
        200: { ...RESPONSE, description: 'The image info as it was saved.' },
        ...negotiatedFailures({ ...PATCH_FAILURES, ...PICTURE_FAILURES }),
      },
    },
  }, async request => {
    const { tenant, body, headers, caller, now, wording, dates } = request
    const owner = readOwner(request)
    const rights = request.rights.ofPicture(owner)
    const changeFrom = (stored?: BlobEntity) =>
      keepProperties(resolveChange(body, stored ?? BLANK_BLOB, BLANK_BLOB, dates.read), stored, rights.kept)
    const saved = await savePicture(tenant, {
      owner,
      link,
      rights,
      caller,
      wantedBlobId: config.writePolicy === 'server' ? requestedBlobId(changeFrom) : undefined,
      revise (current, facts) {
        const time = timeOfChange({ headers, now }, facts.changedDate)
        return revise(changeFrom(current?.entity), { now: time, readDate: dates.read }, current, facts)
      },
    })
    return blobEntityCarrier(saved, wording, dates.write, rights)
  })
}
