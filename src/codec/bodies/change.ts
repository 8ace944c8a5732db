import type { EntityChange } from '../../blobs/entity-change.js'
import type { Properties } from '../properties.js'

interface Patch {
  /** The names of the entity's properties that the patch changes or removes. */
  readonly names: readonly string[]
  /**
   * Changes the entity in place and returns it. The dates of the given entity are in stored form. In the result, each date that the patch
   * changed is written as in a request, because it is converted to stored form later, like the dates of any other body.
   * @throws ApiError if the patch cannot be applied to the entity
   */
  apply (entity: Properties, readDate: ReadDate): Properties
}

/** Converts a date of the request to stored form: `2008-01-30T08:40:59` in UTC. */
export type ReadDate = (sent: string) => string

const patches = new WeakMap<object, Patch>()

/** Returns an empty body to which the patch is attached. `resolveChange` applies the patch of such a body. */
export function createPatchBody (patch: Patch): Properties {
  const body = {}
  patches.set(body, patch)
  return body
}

/**
 * Returns the change that a body makes. A patch is applied to a copy of `stored`, and a top-level property that the patch removes gets its
 * value in `blank`. For any other body, the base of the change is `blank`: a property that the body lacks gets its value in `blank`.
 * @throws ApiError 400 or 409 if a patch cannot be applied to `stored`
 */
export function resolveChange<Entity extends object, Body extends object> (
  body: Body, stored: Entity, blank: Entity, readDate: ReadDate
): EntityChange<Entity, Body> {
  const patch = patches.get(body)
  if (patch === undefined) return { base: blank, body }
  const copy = Object.fromEntries(Object.entries(structuredClone(stored)))
  const patched = patch.apply(copy, readDate)
  const before = new Map(Object.entries(blank))
  const changed = Object.fromEntries(patch.names.map(name => [name, Object.hasOwn(patched, name) ? patched[name] : before.get(name)]))
  return { base: stored, body: { ...body, ...changed } }
}

/**
 * Returns a copy of the change whose body lacks the named properties. If an entity is stored, the base of the copy has its values of these
 * properties.
 */
export function keepProperties<Entity extends object, Body extends object> (
  change: EntityChange<Entity, Body>, stored: Entity | undefined, names: readonly (keyof Entity & keyof Body)[]
): EntityChange<Entity, Body> {
  if (names.length === 0) return change
  const { base, body } = { base: { ...change.base }, body: { ...change.body } }
  for (const name of names) {
    delete body[name]
    if (stored !== undefined) base[name] = stored[name]
  }
  return { base, body }
}
