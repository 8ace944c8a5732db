import { Type } from '@sinclair/typebox'
import { REVISIONS } from '../../blobs/write-policy.js'
import { BLANK_BLOB, BlobEntityBodySchema, BlobEntityCarrierSchema, type BlobEntityBody } from '../../carriers/blob-entity.js'
import { BLOB_ENTITY_RIGHTS } from '../../context/unlimited-rights.js'
import { blobEntityCarrier } from '../blob-entity-carrier.js'
import { Int32 } from '../../carriers/scalars.js'
import { blobMissing } from '../../errors/api-errors.js'
import { keepProperties } from '../../codec/bodies/change.js'
import { requireRight, requireSaveRight } from '../../context/rights.js'
import { SelectionSchema, compileSelection } from '../../codec/selection.js'
import type { Routes } from '../../http/routes.js'
import { BlobEntityOrNullSchema, agentPath, type Agent } from './agent.js'

/**
 * SaveBlobEntity applies no patches, because the BlobId in the body identifies the blob. A body with the media type of a patch is read like
 * a JSON body.
 */
const SavedEntitySchema = { ...BlobEntityBodySchema, 'x-patchable': false }

/** Adds the operations that create, read, save and delete a BlobEntity, the entity that describes a blob. */
export const addEntityOperations: Routes<Agent> = (app, { store, config, describe, ofVoid, failed, saveFailed, rightsTo }) => {
  const revise = REVISIONS[config.writePolicy]
  const readSelection = compileSelection(BlobEntityCarrierSchema)

  app.post(agentPath('CreateDefaultBlobEntity'), {
    schema: {
      ...describe('CreateDefaultBlobEntity', 'Returns a new entity with default values, without saving it'),
      response: { 200: BlobEntityCarrierSchema, ...failed },
    },
  }, async ({ wording, dates, rights }) => blobEntityCarrier(BLANK_BLOB, wording, dates.write, rights.ofBlob([])))

  app.post(agentPath('GetBlobEntity'), {
    schema: {
      ...describe('GetBlobEntity', 'Reads an entity'),
      querystring: Type.Composite([Type.Object({ blobEntityId: Int32({ description: 'The id of the entity.' }) }), SelectionSchema]),
      response: { 200: BlobEntityOrNullSchema, ...failed },
    },
  }, async request => {
    const { tenant, query: { blobEntityId, $select }, wording, dates } = request
    const select = readSelection($select)
    const rights = await rightsTo(request, blobEntityId)
    requireRight(rights, 'Select')
    const blob = await store.findBlob(tenant, { blobId: blobEntityId })
    return blob === undefined ? null : select(blobEntityCarrier(blob.entity, wording, dates.write, rights), dates.write)
  })

  app.post(agentPath('SaveBlobEntity'), {
    schema: {
      ...describe('SaveBlobEntity', 'Replaces an entity, or creates one if the BlobId is 0 or omitted'),
      body: SavedEntitySchema,
      response: { 200: BlobEntityCarrierSchema, ...saveFailed },
    },
  }, async ({ tenant, body: { BlobId = 0, ...body }, caller, now, wording, dates, rights }) => {
    // Assigned in `revise`, because the rights depend on the owners of the blob, and `saveBlob` reads these owners.
    let blobRights = BLOB_ENTITY_RIGHTS
    const entity = await store.saveBlob(tenant, {
      place: BlobId === 0 ? undefined : { blobId: BlobId },
      caller,
      needs: { linkedBy: rights.areLimited },
      revise (current, facts) {
        if (BlobId !== 0 && current === undefined && config.writePolicy === 'server') throw blobMissing(BlobId)
        blobRights = rights.ofBlob(facts.linkedBy)
        requireSaveRight(blobRights, current)
        const sent: BlobEntityBody = BlobId === 0 ? body : { ...body, BlobId }
        const change = keepProperties({ base: BLANK_BLOB, body: sent }, current?.entity, blobRights.kept)
        return revise(change, { now, readDate: dates.read }, current, facts)
      },
    })
    return blobEntityCarrier(entity, wording, dates.write, blobRights)
  })

  app.post(agentPath('DeleteBlobEntity'), {
    schema: {
      ...describe('DeleteBlobEntity', 'Removes an entity with its bytes and all links to it'),
      querystring: Type.Object({ BlobEntityId: Int32({ description: 'The id of the entity.' }) }),
      response: ofVoid,
    },
  }, async ({ tenant, query: { BlobEntityId }, rights, now }, reply) => {
    await store.removeBlob(tenant, BlobEntityId, {
      now,
      check: rights.areLimited ? linkedBy => requireRight(rights.ofBlob(linkedBy), 'Delete') : undefined,
    })
    return reply.code(204).send()
  })
}
