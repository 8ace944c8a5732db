import { Type, type Static } from '@sinclair/typebox'
import { BlobEntityCarrierSchema } from '../../carriers/blob-entity.js'
import { blobEntityCarrier } from '../blob-entity-carrier.js'
import { Int32 } from '../../carriers/scalars.js'
import { SelectionSchema, compileSelection } from '../../codec/selection.js'
import { wholeContent } from '../../codec/whole-content.js'
import { requireRight } from '../../context/rights.js'
import { agentOwnerMissing, blobMissing } from '../../errors/api-errors.js'
import type { Routes } from '../../http/routes.js'
import { scalePicture } from '../../pictures/scale-picture.js'
import { sideLimit } from '../image-responses.js'
import { createOwnerGuard } from '../picture-owner.js'
import { BlobEntityOrNullSchema, agentPath, createRequestSchema, type Agent } from './agent.js'
import { agentOwner, type AgentOwner, type OwnerBody } from './agent-owner.js'
import { addSetOperation } from './set-operation.js'

/** Adds the operations on the picture of an owner, for each entity with pictures. */
export const addOwnerOperations: Routes<Agent> = (app, agent) => {
  for (const { entity, agent: { hasImageWithSize, mostPixels } } of agent.owners) {
    const owner = agentOwner(entity)
    const summary = `Stores a ${owner.noun}'s picture${mostPixels === undefined ? '' : `, scaled down to ${mostPixels} x ${mostPixels} pixels`}`
    addGetEntity(app, owner, agent)
    addGetImage(app, owner, agent)
    if (hasImageWithSize) addGetImageWithSize(app, owner, agent)
    addSetOperation(app, { name: `Set${entity}Image`, summary, owner, link: owner.imageLink, mostPixels }, agent)
    addChangeImage(app, owner, agent)
  }
}

type AddOwnerOperation = (app: Parameters<Routes>[0], owner: AgentOwner, agent: Agent) => void

const addGetEntity: AddOwnerOperation = (app, { entity, noun, imageLink, idProperty, readOwner }, { store, describe, failed }) => {
  const readSelection = compileSelection(BlobEntityCarrierSchema)
  const name = `GetBlobEntityOn${entity}`

  app.post<{ Querystring: Static<typeof SelectionSchema>, Body: OwnerBody }>(agentPath(name), {
    schema: {
      ...describe(name, `Reads the entity that describes a ${noun}'s picture`),
      querystring: SelectionSchema,
      body: createRequestSchema(name, idProperty),
      response: { 200: BlobEntityOrNullSchema, ...failed },
    },
  }, async ({ tenant, query: { $select }, body, wording, dates, rights: callerRights }) => {
    const select = readSelection($select)
    const owner = readOwner(body)
    const rights = callerRights.ofPicture(owner)
    requireRight(rights, 'Select')
    const blob = await store.findBlob(tenant, { link: imageLink, ownerId: owner.id })
    return blob === undefined ? null : select(blobEntityCarrier(blob.entity, wording, dates.write, rights), dates.write)
  })
}

const addGetImage: AddOwnerOperation = (app, { entity, noun, imageLink, idProperty, readOwner }, { store, describe, ofBytes, sendContent }) => {
  const name = `Get${entity}Image`

  app.post<{ Body: OwnerBody }>(agentPath(name), {
    schema: { ...describe(name, `Reads a ${noun}'s picture`), body: createRequestSchema(name, idProperty), ...ofBytes },
  }, async (request, reply) => {
    const owner = readOwner(request.body)
    requireRight(request.rights.ofPicture(owner), 'Select')
    const blob = await store.findBlob(request.tenant, { link: imageLink, ownerId: owner.id })
    return sendContent(request, reply, blob?.content)
  })
}

const SizeProperties = {
  Width: Type.Optional(Int32({ description: 'The maximum width in pixels; 0 or less for no limit.' })),
  Height: Type.Optional(Int32({ description: 'The maximum height in pixels; 0 or less for no limit.' })),
}

const addGetImageWithSize: AddOwnerOperation = (app, { entity, noun, imageLink, idProperty, readOwner }, { store, describe, ofBytes, sendBytes, sendContent }) => {
  const name = `Get${entity}ImageWithSize`

  app.post<{ Body: OwnerBody & { readonly Width?: number, readonly Height?: number } }>(agentPath(name), {
    schema: {
      ...describe(name, `Reads a ${noun}'s picture, scaled down to a maximum width and height`),
      body: createRequestSchema(name, { ...idProperty, ...SizeProperties }),
      ...ofBytes,
    },
  }, async (request, reply) => {
    const owner = readOwner(request.body)
    requireRight(request.rights.ofPicture(owner), 'Select')
    const blob = await store.findBlob(request.tenant, { link: imageLink, ownerId: owner.id })
    const width = sideLimit(request.body.Width)
    const height = sideLimit(request.body.Height)
    if (blob?.content === undefined || (width === undefined && height === undefined)) return sendContent(request, reply, blob?.content)
    const { bytes, mediaType } = await scalePicture(await wholeContent(store, blob.content, reply), { width, height })
    return sendBytes(request, reply, bytes, mediaType)
  })
}

const addChangeImage: AddOwnerOperation = (app, { entity, noun, imageLink, idProperty, readOwner }, { store, config, describe, ofVoid }) => {
  const { requireOwner } = createOwnerGuard(entity, { store, config }, agentOwnerMissing)
  const name = `Change${entity}Image`

  app.post<{ Body: OwnerBody & { readonly BlobId: number } }>(agentPath(name), {
    schema: {
      ...describe(name, `Makes a stored blob the ${noun}'s picture; BlobId 0 removes the link`),
      body: createRequestSchema(name, { ...idProperty, BlobId: Int32({ description: 'The id of the blob; 0 removes the link.' }) }),
      response: ofVoid,
    },
  }, async ({ tenant, body, rights, now }, reply) => {
    const owner = readOwner(body)
    const place = { link: imageLink, ownerId: owner.id }
    await requireOwner(tenant, owner)
    requireRight(rights.ofPicture(owner), 'Update')
    if (body.BlobId === 0) {
      await store.unlinkPicture(tenant, place, now)
      return reply.code(204).send()
    }
    const isLinked = await store.linkPicture(tenant, place, {
      blobId: body.BlobId,
      now,
      // Linking can change the rights to the blob. So the caller needs the right to update the blob as well.
      check: rights.areLimited ? linkedBy => requireRight(rights.ofBlob(linkedBy), 'Update') : undefined,
    })
    if (!isLinked) throw blobMissing(body.BlobId)
    return reply.code(204).send()
  })
}
