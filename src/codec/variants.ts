import type { TObject, TSchema } from '@sinclair/typebox'

/** The types that a property may have: itself, or for one that may be null the type and null. */
export const variantsOf = (schema: TSchema): readonly TSchema[] => schema['anyOf'] ?? [schema]

/** The type of a property when it is not null. */
export function variantOf (schema: TSchema): TSchema {
  const [variant = schema] = variantsOf(schema)
  return variant
}

/** The objects that a property may hold several of, for a schema that is an array of them or allows one. */
export function itemsVariant (schema: TSchema): TObject | undefined {
  const items: TSchema | undefined = variantsOf(schema).find(({ type }) => type === 'array')?.['items']
  return items && objectVariant(items)
}

/** The object that a property may hold, for a schema that is one or allows one. */
export function objectVariant (schema: TSchema): TObject | undefined {
  return variantsOf(schema).find((variant): variant is TObject => variant['type'] === 'object' && variant['properties'] !== undefined)
}
