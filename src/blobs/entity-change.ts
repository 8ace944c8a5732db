/** A change of an entity by a request body. */
export interface EntityChange<Entity, Body> {
  /**
   * The entity whose properties `body` replaces: for a patch, the stored entity, if there is one; otherwise a blank entity with the default
   * values.
   */
  readonly base: Entity
  /** The properties that replace properties of `base`. */
  readonly body: Body
}
