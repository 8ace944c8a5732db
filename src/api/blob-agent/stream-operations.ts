import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { anyContent, pictureContent } from '../../blobs/new-content.js'
import { createContentRevision } from '../../blobs/write-policy.js'
import type { BlobEntity } from '../../carriers/blob-entity.js'
import { Int32, Text, Words } from '../../carriers/scalars.js'
import { blobMissing } from '../../errors/api-errors.js'
import { requireRight } from '../../context/rights.js'
import type { Routes } from '../../http/routes.js'
import { createBase64Schema, NewBlobIdSchema, agentPath, createRequestSchema, type Agent } from './agent.js'

/** The members of the vendor's enum BlobLinkType, in the order of their numbers (superoffice-protocol, section 12). */
const BLOB_LINK_TYPES = [
  'PersonImage', 'ProjectImage', 'EventImage', 'Thumbnail', 'StatusMonitorImage', 'BatchTask', 'ProductImage',
  'ProductThumbnail', 'QuoteLineImage', 'QuoteLineThumbnail', 'AccessToken', 'RefreshToken', 'Dashboard', 'DashboardTile',
  'ChatTopicImage', 'FormsBackgroundImage', 'ContactImage', 'DashboardHtmlTileData', 'ExtraTableIcon',
] as const

const BlobEntityId = Int32({ description: 'The id of the blob.' })

const PictureProperties = {
  Image: createBase64Schema('The picture.'),
  Description: Type.Optional(Text({ description: 'The description of the new entity.' })),
}

/**
 * Adds GetBlobStream and SetBlobStream, which identify a blob by id, and SaveImageStream and SaveProjectImage, which create a blob without
 * an owner.
 */
export const addStreamOperations: Routes<Agent> = (app, agent) => {
  const { store, describe, ofVoid, saveFailed, ofBytes, sendContent, bodyLimit, readBytes, rightsTo } = agent

  app.post(agentPath('GetBlobStream'), {
    schema: {
      ...describe('GetBlobStream', 'Reads the bytes of a blob'),
      body: createRequestSchema('GetBlobStream', { BlobEntityId }),
      ...ofBytes,
    },
  }, async (request, reply) => {
    const { tenant, body: { BlobEntityId } } = request
    requireRight(await rightsTo(request, BlobEntityId), 'Select')
    const blob = await store.findBlob(tenant, { blobId: BlobEntityId })
    return sendContent(request, reply, blob?.content)
  })

  app.post(agentPath('SetBlobStream'), {
    bodyLimit,
    schema: {
      ...describe('SetBlobStream', 'Stores the bytes of a blob'),
      body: createRequestSchema('SetBlobStream', { BlobEntityId, Stream: createBase64Schema('The bytes of a picture or of any other content.') }),
      response: ofVoid,
    },
  }, async ({ tenant, body: { BlobEntityId, Stream }, caller, now, rights }, reply) => {
    const content = await anyContent(store, readBytes('Stream', Stream))
    const revise = createContentRevision(content, now)
    await store.saveBlob(tenant, {
      place: { blobId: BlobEntityId },
      caller,
      content,
      needs: { linkedBy: rights.areLimited },
      revise (current, facts) {
        if (current === undefined) throw blobMissing(BlobEntityId)
        requireRight(rights.ofBlob(facts.linkedBy), 'Update')
        return revise(current, facts)
      },
    })
    return reply.code(204).send()
  })

  async function saveUnlinked (request: FastifyRequest, image: string | null | undefined, description: string | null = ''): Promise<BlobEntity> {
    const { tenant, caller, now, rights } = request
    const { kept, ...row } = rights.ofBlob([])
    requireRight(row, 'Insert')
    const content = await pictureContent(store, readBytes('Image', image))
    const revise = createContentRevision(content, now)
    return store.saveBlob(tenant, {
      place: undefined,
      caller,
      content,
      revise: (current, facts) => ({
        ...revise(current, facts), Description: kept.includes('Description') ? '' : description,
      }),
    })
  }

  app.post(agentPath('SaveImageStream'), {
    bodyLimit,
    schema: {
      ...describe('SaveImageStream', 'Stores a picture that belongs to no owner'),
      body: createRequestSchema('SaveImageStream', {
        Type: Type.Optional(Words(BLOB_LINK_TYPES, { 'x-first-number': 1, description: 'The purpose of the picture. An operation such as ChangeProductImage links it to an owner.' })),
        ...PictureProperties,
      }),
      response: { 200: NewBlobIdSchema, ...saveFailed },
    },
  }, async request => {
    const { BlobId } = await saveUnlinked(request, request.body.Image, request.body.Description)
    return BlobId
  })

  app.post(agentPath('SaveProjectImage'), {
    bodyLimit,
    schema: {
      ...describe('SaveProjectImage', 'Stores a picture for projects that belongs to no owner'),
      body: createRequestSchema('SaveProjectImage', PictureProperties),
      response: ofVoid,
    },
  }, async (request, reply) => {
    await saveUnlinked(request, request.body.Image, request.body.Description)
    return reply.code(204).send()
  })
}
