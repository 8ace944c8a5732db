import { fittedPictureContent, pictureContent } from '../../blobs/new-content.js'
import { createContentRevision } from '../../blobs/write-policy.js'
import type { BlobLink } from '../../carriers/blob-links.js'
import { agentOwnerMissing } from '../../errors/api-errors.js'
import type { Routes } from '../../http/routes.js'
import { createOwnerGuard } from '../picture-owner.js'
import { Base64Schema, agentPath, callSchema, type Agent } from './agent.js'
import type { AgentOwner, OwnerBody } from './agent-owner.js'

/** A call that stores a picture of an owner. */
interface SetCall {
  readonly name: string
  readonly summary: string
  readonly owner: AgentOwner
  readonly link: BlobLink
  /** Larger pictures are scaled down to this many pixels a side. Undefined to store them as sent. */
  readonly mostPixels: number | undefined
}

export function addSetCall (
  app: Parameters<Routes>[0], { name, summary, owner: { entity, idProperty, ownerOf }, link, mostPixels }: SetCall, agent: Agent
): void {
  const { store, config, describe, ofVoid, bodyLimit, readBytes } = agent
  const { requireOwner, savePicture } = createOwnerGuard(entity, { store, config }, agentOwnerMissing)

  app.post<{ Body: OwnerBody & { readonly Image?: string | null } }>(agentPath(name), {
    bodyLimit,
    schema: {
      ...describe(name, summary),
      body: callSchema(name, { ...idProperty, Image: Base64Schema('The picture.') }),
      response: ofVoid,
    },
  }, async ({ tenant, body, caller, now, rights }, reply) => {
    const owner = ownerOf(body)
    await requireOwner(tenant, owner)
    const bytes = readBytes('Image', body.Image)
    const content = mostPixels === undefined ? await pictureContent(store, bytes) : await fittedPictureContent(bytes, mostPixels)
    await savePicture(tenant, { owner, link, rights: rights.ofPicture(owner), caller, content, revise: createContentRevision(content, now) })
    return reply.code(204).send()
  })
}
