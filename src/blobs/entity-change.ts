/** A change of an entity by a request body. */
export interface EntityChange<Entity, Body> {
  /**
   * The entity whose properties `body` replaces. For a patch of a stored entity, it is the stored entity. Otherwise it is a blank entity
   * with the default values.
   */
  readonly base: Entity
  /** The properties that replace properties of `base`. */
  readonly body: Body
}
