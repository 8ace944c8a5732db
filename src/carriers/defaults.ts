import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** Returns a frozen object in which each property has the default of its schema, such as 0, false, "", null or the unset date. */
export function createDefaults<Schema extends TObject> (schema: Schema): Readonly<Static<Schema>> {
  return Object.freeze(Value.Create(schema))
}

/** Returns a frozen object in which nullable properties are null, and other properties have the default of their schema. */
export function createNulls<Schema extends TObject> (schema: Schema): Readonly<Static<Schema>> {
  const properties = Object.entries<TSchema>(schema.properties).map(([name, property]) =>
    [name, 'anyOf' in property ? { ...property, default: null } : property])
  return createDefaults({ ...schema, properties: Object.fromEntries(properties) })
}
