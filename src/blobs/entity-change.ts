/** A change of an entity by a request body. */
export interface EntityChange<Entity, Body> {
  /**
   * The entity whose properties `body` replaces. It is the stored entity if the body is a patch of one, otherwise an entity with default
   * values. If an entity is stored, `keepProperties` copies from it to `base` the properties that the caller must not change.
   */
  readonly base: Entity
  readonly body: Body
}
