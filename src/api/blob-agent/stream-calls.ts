import { Type } from '@sinclair/typebox'
import { anyContent, pictureContent } from '../../blobs/new-content.js'
import { revisionFor } from '../../blobs/write-policy.js'
import { Int32, Text, Words } from '../../carriers/scalars.js'
import { blobMissing } from '../../errors/api-errors.js'
import { requireRight } from '../../context/rights.js'
import type { Routes } from '../../http/routes.js'
import { BlobIdAnswer, Bytes, agentPath, createBlobRights, createByteReader, createContentAnswers, createDescriptions, request, type BlobAgentOptions } from './agent-call.js'

/** What a blob can be to what links it, in the order of the service's numbers (superoffice-protocol, section 12). */
const BLOB_LINK_TYPES = [
  'PersonImage', 'ProjectImage', 'EventImage', 'Thumbnail', 'StatusMonitorImage', 'BatchTask', 'ProductImage',
  'ProductThumbnail', 'QuoteLineImage', 'QuoteLineThumbnail', 'AccessToken', 'RefreshToken', 'Dashboard', 'DashboardTile',
  'ChatTopicImage', 'FormsBackgroundImage', 'ContactImage', 'DashboardHtmlTileData', 'ExtraTableIcon',
] as const

const BlobEntityId = Int32({ description: 'The entity that describes the bytes.' })

/** Calls of the BLOB agent about bytes, whoever links them. */
export const addStreamRoutes: Routes<BlobAgentOptions> = (app, { store, config }) => {
  const { describe, ofVoid, failed, ofBytes } = createDescriptions(config)
  const sendContent = createContentAnswers({ store, config })
  const rightsTo = createBlobRights(store)
  const { bodyLimit, readBytes } = createByteReader(config)

  app.post(agentPath('GetBlobStream'), {
    schema: {
      ...describe('GetBlobStream', 'Reads the bytes of a blob'),
      body: request('GetBlobStream', { BlobEntityId }),
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
      body: request('SetBlobStream', { BlobEntityId, Stream: Bytes('The bytes, of a picture or of anything else.') }),
      response: ofVoid,
    },
  }, async ({ tenant, body: { BlobEntityId, Stream }, caller, now, rights }, reply) => {
    const content = await anyContent(store, readBytes('Stream', Stream))
    const revise = revisionFor(content, now)
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

  app.post(agentPath('SaveImageStream'), {
    bodyLimit,
    schema: {
      ...describe('SaveImageStream', 'Stores a picture that nothing links'),
      body: request('SaveImageStream', {
        Type: Type.Optional(Words(BLOB_LINK_TYPES, { description: 'What the picture is to be; ChangeProductImage links it.' })),
        Image: Bytes('The picture.'),
        Description: Type.Optional(Text({ description: 'The description of the new entity.' })),
      }),
      response: { 200: BlobIdAnswer, ...failed },
    },
  }, async ({ tenant, body: { Image, Description = null }, caller, now, rights }) => {
    const { kept, ...row } = rights.ofBlob([])
    requireRight(row, 'Insert')
    const content = await pictureContent(store, readBytes('Image', Image))
    const revise = revisionFor(content, now)
    const { BlobId } = await store.saveBlob(tenant, {
      place: undefined,
      caller,
      content,
      revise: (current, facts) => ({
        ...revise(current, facts), Description: kept.includes('Description') ? null : Description,
      }),
    })
    return BlobId
  })
}
