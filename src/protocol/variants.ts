import type { TObject, TSchema } from '@sinclair/typebox'

/** The types that a property may have: itself, or for one that may be null the type and null. */
export const variantsOf = (schema: TSchema): readonly TSchema[] => schema['anyOf'] ?? [schema]

/** The type of a property when it is not null. */
export function variantOf (schema: TSchema): TSchema {
  const [variant = schema] = variantsOf(schema)
  return variant
}

/** The object that a property may hold, for a schema that is one or allows one. */
export function objectVariant (schema: TSchema): TObject | undefined {
  return variantsOf(schema).find((variant): variant is TObject => variant['type'] === 'object' && variant['properties'] !== undefined)
}
