import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** Returns a frozen carrier in which every property has the default of its type: 0, false, "", null or the unset date. */
export function createDefaults<Schema extends TObject> (schema: Schema): Readonly<Static<Schema>> {
  return Object.freeze(Value.Create(schema))
}

/** Returns a frozen carrier in which nullable properties are null, and the others have the default of their type. */
export function createNulls<Schema extends TObject> (schema: Schema): Readonly<Static<Schema>> {
  const properties = Object.entries<TSchema>(schema.properties).map(([name, property]) =>
    [name, 'anyOf' in property ? { ...property, default: null } : property])
  return createDefaults({ ...schema, properties: Object.fromEntries(properties) })
}
