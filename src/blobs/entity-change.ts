/** A change of an entity by a request body. */
export interface EntityChange<Entity, Body> {
  /**
   * The entity whose properties `body` replaces: for a patch of a stored entity the stored entity, otherwise an entity with default values.
   * `keepProperties` sets the properties that the caller must not change to their stored values.
   */
  readonly base: Entity
  readonly body: Body
}
