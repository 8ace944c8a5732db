/** A change of an entity by a request body. */
export interface EntityChange<Entity, Body> {
  /** The entity before the change: the stored entity, or a blank one with the default values. */
  readonly base: Entity
  /** The properties that replace properties of `base`. */
  readonly body: Body
}
