import { IMAGE_LINKS, type BlobLink } from '../../carriers/blob-links.js'
import type { Owner, OwnerEntity } from '../../carriers/owner.js'
import { OwnerIdSchema, nounFor } from '../picture-owner.js'

/** Validated body of a request about an owner. Only the id for the owner's entity is set. */
export type OwnerBody = Readonly<Record<`${OwnerEntity}Id`, number>>

/** An entity whose pictures the agent reads and changes, with its names in requests. */
export interface AgentOwner {
  readonly entity: OwnerEntity
  readonly noun: string
  readonly imageLink: BlobLink
  /** The property of a body that holds the owner's id, such as `PersonId`. */
  readonly idProperty: Readonly<Record<string, ReturnType<typeof OwnerIdSchema>>>
  readOwner (body: OwnerBody): Owner
}

export function agentOwner (entity: OwnerEntity): AgentOwner {
  const idName = `${entity}Id` as const
  return {
    entity,
    noun: nounFor(entity),
    imageLink: IMAGE_LINKS[entity],
    idProperty: { [idName]: OwnerIdSchema(entity) },
    readOwner: body => ({ entity, id: body[idName] }),
  }
}
