/** The kinds of entities that can have a picture. */
export const OWNER_ENTITIES = ['Product', 'Person', 'Project', 'Contact'] as const

export type OwnerEntity = typeof OWNER_ENTITIES[number]

/** Identifies an owner of pictures by the kind of entity and an id, which is a positive int32. */
export interface Owner {
  readonly entity: OwnerEntity
  readonly id: number
}

/** A stored person, project or contact. */
export interface NamedOwner extends Owner {
  readonly entity: Exclude<OwnerEntity, 'Product'>
  readonly name: string | null
}
