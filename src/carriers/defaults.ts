import type { Static, TObject } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** Returns a frozen carrier in which every property has the default of its type: 0, false, null or the unset date. */
export function defaultsOf<Schema extends TObject> (schema: Schema): Readonly<Static<Schema>> {
  return Object.freeze(Value.Create(schema))
}
