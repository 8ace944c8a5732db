import type { TObject, TSchema } from '@sinclair/typebox'

/** Returns the alternatives of a schema. A nullable property has two: its type and null. Any other schema has itself. */
export const listVariants = (schema: TSchema): readonly TSchema[] => schema['anyOf'] ?? [schema]

/** Returns the schema that a property has when it is not null. */
export function selectVariant (schema: TSchema): TSchema {
  const [variant = schema] = listVariants(schema)
  return variant
}

/** Returns the schema of the items if a property is a list of objects, which may be nullable. Otherwise returns undefined. */
export function itemsVariant (schema: TSchema): TObject | undefined {
  const items: TSchema | undefined = listVariants(schema).find(({ type }) => type === 'array')?.['items']
  return items && objectVariant(items)
}

/** Returns the schema of the object if a property is an object, which may be nullable. Otherwise returns undefined. */
export function objectVariant (schema: TSchema): TObject | undefined {
  return listVariants(schema).find((variant): variant is TObject => variant['type'] === 'object' && variant['properties'] !== undefined)
}
