/** A change of an entity by a request body. */
export interface EntityChange<Entity, Body> {
  /** The entity before the change: the stored one or the blank one. */
  readonly base: Entity
  /** The properties that replace those of `base`. */
  readonly body: Body
}
