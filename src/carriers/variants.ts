import type { TObject, TSchema } from '@sinclair/typebox'

/** Returns the alternatives of a schema: the type and null for a nullable property, else the schema itself. */
export const listVariants = (schema: TSchema): readonly TSchema[] => schema['anyOf'] ?? [schema]

/** Returns the schema of a property when it is not null. */
export function selectVariant (schema: TSchema): TSchema {
  const [variant = schema] = listVariants(schema)
  return variant
}

/** Returns the schema of the items if a property is a list of objects, or a nullable one. */
export function itemsVariant (schema: TSchema): TObject | undefined {
  const items: TSchema | undefined = listVariants(schema).find(({ type }) => type === 'array')?.['items']
  return items && objectVariant(items)
}

/** Returns the schema of the object if a property is an object, or a nullable one. */
export function objectVariant (schema: TSchema): TObject | undefined {
  return listVariants(schema).find((variant): variant is TObject => variant['type'] === 'object' && variant['properties'] !== undefined)
}
