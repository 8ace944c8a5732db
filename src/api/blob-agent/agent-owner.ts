import { IMAGE_LINKS, type BlobLink } from '../../carriers/blob-links.js'
import type { Owner, OwnerEntity } from '../../carriers/owner.js'
import { OwnerIdSchema, nounFor } from '../picture-owner.js'

/** The validated body of a request about an owner. It contains only one of these properties: `PersonId` if the owner is a person. */
export type OwnerBody = Readonly<Record<`${OwnerEntity}Id`, number>>

export interface AgentOwner {
  readonly entity: OwnerEntity
  readonly noun: string
  readonly imageLink: BlobLink
  /** An object with a single entry: the name of the property that contains the owner's id, such as `PersonId`, and the schema of the id. */
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
