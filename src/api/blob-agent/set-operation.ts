import { fittedPictureContent, pictureContent } from '../../blobs/new-content.js'
import { createContentRevision } from '../../blobs/write-policy.js'
import type { BlobLink } from '../../carriers/blob-links.js'
import { agentOwnerMissing } from '../../errors/api-errors.js'
import type { Routes } from '../../http/routes.js'
import { createOwnerGuard } from '../picture-owner.js'
import { createBase64Schema, agentPath, createRequestSchema, type Agent } from './agent.js'
import type { AgentOwner, OwnerBody } from './agent-owner.js'

interface SetOperation {
  readonly name: string
  readonly summary: string
  readonly owner: AgentOwner
  readonly link: BlobLink
  /** Maximum width and height in pixels. Larger pictures are scaled down. If undefined, pictures are stored unchanged. */
  readonly mostPixels: number | undefined
}

export function addSetOperation (
  app: Parameters<Routes>[0], { name, summary, owner: { entity, idProperty, readOwner }, link, mostPixels }: SetOperation, agent: Agent
): void {
  const { store, config, describe, ofVoid, bodyLimit, readBytes } = agent
  const { requireOwner, savePicture } = createOwnerGuard(entity, { store, config }, agentOwnerMissing)

  app.post<{ Body: OwnerBody & { readonly Image?: string | null } }>(agentPath(name), {
    bodyLimit,
    schema: {
      ...describe(name, summary),
      body: createRequestSchema(name, { ...idProperty, Image: createBase64Schema('The picture.') }),
      response: ofVoid,
    },
  }, async ({ tenant, body, caller, now, rights }, reply) => {
    const owner = readOwner(body)
    await requireOwner(tenant, owner)
    const bytes = readBytes('Image', body.Image)
    const content = mostPixels === undefined ? await pictureContent(store, bytes) : await fittedPictureContent(bytes, mostPixels)
    await savePicture(tenant, { owner, link, rights: rights.ofPicture(owner), caller, content, revise: createContentRevision(content, now) })
    return reply.code(204).send()
  })
}
