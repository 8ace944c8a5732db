import { Type, type TObject, type TSchema } from '@sinclair/typebox'
import { UNSET_DATE } from '../carriers/date-time.js'
import { CALENDAR_FORMAT } from '../carriers/scalars.js'
import { propertyUnknown } from '../errors/api-errors.js'

/** Schema of the query of routes whose `$select` names properties of a carrier. */
export const SelectionSchema = Type.Object({
  $select: Type.Optional(Type.String({
    description: 'The properties to return, separated by commas; names are case-insensitive. All other properties are returned without ' +
      'their values: strings, objects and lists as null, numbers as 0, booleans as false, and dates as the unset date.',
  })),
})

/** JSON Schema types of numbers and booleans, which cannot be null in .NET. */
const VALUE_TYPES = ['integer', 'number', 'boolean']

/**
 * Compiles a parser of `$select` (superoffice-protocol, section 12). Of a path such as `CreatedBy/Name`, only the first name is used. The
 * parser throws ApiError 400 for an unknown property. It returns a function that replaces the values of properties that are not selected;
 * without `$select`, all properties are selected.
 */
export function compileSelection (schema: TObject) {
  const properties = Object.entries<TSchema>(schema.properties)
  const names = properties.map(([name]) => name)
  const anyCase = new Map(names.map(name => [name.toLowerCase(), name]))
  const nulled = Object.freeze(Object.fromEntries(properties.map(([name, property]) =>
    [name, VALUE_TYPES.includes(property['type']) ? property.default : null])))
  const dates = properties.filter(([, { format }]) => format === CALENDAR_FORMAT).map(([name]) => name)

  function parseProperty (received: string): string {
    const [first = ''] = received.trim().split('/')
    const name = anyCase.get(first.toLowerCase())
    if (name === undefined) throw propertyUnknown(received.trim(), names)
    return name
  }

  return function readSelection ($select: string | undefined) {
    const selected = $select === undefined ? undefined : new Set($select.split(',').map(parseProperty))

    return function select<Carrier extends object> (carrier: Carrier, writeDate: (stored: string) => string): Carrier {
      if (selected === undefined) return carrier
      const unset = Object.fromEntries(dates.map(name => [name, writeDate(UNSET_DATE)]))
      const kept = Object.entries(carrier).filter(([name]) => selected.has(name))
      return { ...carrier, ...nulled, ...unset, ...Object.fromEntries(kept) }
    }
  }
}
