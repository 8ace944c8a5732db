/** The change that a body makes to an entity. */
export interface EntityChange<Entity, Body> {
  /** The entity before the change: the stored or the blank one. */
  readonly base: Entity
  /** The properties that replace those of `base`. */
  readonly body: Body
}
