import { Type, type TSchema } from '@sinclair/typebox'
import { ProductCarrierSchema, type ProductCarrier } from '../../carriers/product.js'
import { propertyUnknown } from '../../errors.js'

/** The query of calls that answer a product. */
export const SelectionSchema = Type.Object({
  $select: Type.Optional(Type.String({
    description: 'The properties to answer, with commas between them, in any case. Of the others texts, objects and lists are ' +
      'null, numbers 0 and booleans false.',
    examples: ['Name,UnitListPrice'],
  })),
})

const PROPERTIES = Object.entries<TSchema>(ProductCarrierSchema.properties)
const NAMES = PROPERTIES.map(([name]) => name)
const anyCase = new Map(NAMES.map(name => [name.toLowerCase(), name]))

/** What properties are that were not selected: null, or what .NET has where there can be no null. */
const NULLED = Object.freeze(Object.fromEntries(PROPERTIES.map(([name, { type, default: blank }]) =>
  [name, type === 'integer' || type === 'number' || type === 'boolean' ? blank : null])))

/**
 * Reads what `$select` leaves of carriers.
 * @throws ApiError 400 that names what is no property
 */
export function readSelection ($select: string | undefined): (carrier: ProductCarrier) => ProductCarrier {
  if ($select === undefined) return carrier => carrier
  const selected = new Set($select.split(',').map(part => propertyNamed(part.trim())))
  return carrier => {
    const kept = Object.entries(carrier).filter(([name]) => selected.has(name))
    return { ...carrier, ...NULLED, ...Object.fromEntries(kept) }
  }
}

function propertyNamed (came: string): string {
  const name = anyCase.get(came.toLowerCase())
  if (name === undefined) throw propertyUnknown(came, NAMES)
  return name
}
