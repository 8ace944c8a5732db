/** The entities that can have a picture. */
export const OWNER_ENTITIES = ['Product', 'Person', 'Project', 'Contact'] as const

export type OwnerEntity = typeof OWNER_ENTITIES[number]

/** An entity that can have a picture, by its id: a positive int32. */
export interface Owner {
  readonly entity: OwnerEntity
  readonly id: number
}

/** A seeded person, project or contact. Products have their own table and carrier. */
export interface NamedOwner extends Owner {
  readonly entity: Exclude<OwnerEntity, 'Product'>
  readonly name: string | null
}
