import type { TObject, TSchema } from '@sinclair/typebox'

/** Returns the alternatives of a union: for a nullable schema, the type and null. Without `anyOf`, the list contains only `schema`. */
export const listVariants = (schema: TSchema): readonly TSchema[] => schema['anyOf'] ?? [schema]

/** Returns the first alternative of a schema: for a nullable schema, the type without null. */
export function selectVariant (schema: TSchema): TSchema {
  const [variant = schema] = listVariants(schema)
  return variant
}

/** Returns the schema of the items if `schema` is a list of objects, nullable or not. Otherwise returns undefined. */
export function itemsVariant (schema: TSchema): TObject | undefined {
  const items: TSchema | undefined = listVariants(schema).find(({ type }) => type === 'array')?.['items']
  return items && objectVariant(items)
}

/** Returns the first alternative of `schema` that is an object with properties; undefined if no alternative is such an object. */
export function objectVariant (schema: TSchema): TObject | undefined {
  return listVariants(schema).find((variant): variant is TObject => variant['type'] === 'object' && variant['properties'] !== undefined)
}
