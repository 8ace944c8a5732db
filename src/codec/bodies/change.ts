import type { Properties } from '../properties.js'

/** What a body that is a patch does. */
export interface Patch {
  /** The properties of the entity that it touches. */
  readonly names: readonly string[]
  /**
   * Changes the copy of an entity that it gets, and gives it with its changed dates in UTC with a `Z`.
   * @throws ApiError when it cannot be applied to this one
   */
  apply (entity: Properties, readDate: ReadDate): Properties
}

/** The instant that a text means, as it is kept. */
type ReadDate = (sent: string) => string

const patches = new WeakMap<object, Patch>()

/** A body that says nothing by itself and stands for a patch. */
export function bodyOfPatch (patch: Patch): Properties {
  const body = {}
  patches.set(body, patch)
  return body
}

export interface Change<Entity, Body> {
  /** The entity that the change starts from. */
  readonly base: Entity
  /** The properties that the change gives another value. */
  readonly body: Body
}

/**
 * What a body makes of an entity: a patch changes the stored one and leaves what it does not touch; any other
 * body changes the blank one. What a patch removes is as in the blank one.
 * @throws ApiError 400 or 409 when a patch cannot be applied to what is stored
 */
export function changeOf<Entity extends object, Body extends object> (
  body: Body, stored: Entity, blank: Entity, readDate: ReadDate
): Change<Entity, Body> {
  const patch = patches.get(body)
  if (patch === undefined) return { base: blank, body }
  const copy = Object.fromEntries(Object.entries(structuredClone(stored)))
  const patched = patch.apply(copy, readDate)
  const before = new Map(Object.entries(blank))
  const changed = Object.fromEntries(patch.names.map(name => [name, patched[name] ?? before.get(name)]))
  return { base: stored, body: { ...body, ...changed } }
}

/**
 * The change without properties that are to stay as they are stored. Where nothing is stored they are as the change
 * starts, which is their default.
 */
export function keeping<Entity extends object, Body extends object> (
  change: Change<Entity, Body>, stored: Entity | undefined, names: readonly (keyof Entity & keyof Body)[]
): Change<Entity, Body> {
  if (names.length === 0) return change
  const { base, body } = { base: { ...change.base }, body: { ...change.body } }
  for (const name of names) {
    delete body[name]
    if (stored !== undefined) base[name] = stored[name]
  }
  return { base, body }
}
