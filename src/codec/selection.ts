import { Type, type TObject, type TSchema } from '@sinclair/typebox'
import { UNSET_DATE } from '../carriers/date-time.js'
import { CALENDAR_FORMAT } from '../carriers/scalars.js'
import { propertyUnknown } from '../errors/api-errors.js'

/** The query of calls whose answer can be cut down. */
export const SelectionSchema = Type.Object({
  $select: Type.Optional(Type.String({
    description: 'The properties to answer, with commas between them, in any case. Of the others texts, objects and lists are ' +
      'null, numbers 0, booleans false and dates unset.',
  })),
})

/** The types that cannot be null in .NET, whose default stands for nothing. */
const NEVER_NULL = ['integer', 'number', 'boolean']

/**
 * Compiles the reading of `$select`, which nulls out the other properties of a carrier (superoffice-protocol,
 * section 12). Of a path such as `CreatedBy/Name` the first property counts.
 * @returns what reads a selection, and throws ApiError 400 that names what is no property
 */
export function compileSelection (schema: TObject) {
  const properties = Object.entries<TSchema>(schema.properties)
  const names = properties.map(([name]) => name)
  const anyCase = new Map(names.map(name => [name.toLowerCase(), name]))
  const nulled = Object.freeze(Object.fromEntries(properties.map(([name, property]) =>
    [name, NEVER_NULL.includes(property['type']) ? property.default : null])))
  const dates = properties.filter(([, { format }]) => format === CALENDAR_FORMAT).map(([name]) => name)

  function propertyNamed (came: string): string {
    const [first = ''] = came.trim().split('/')
    const name = anyCase.get(first.toLowerCase())
    if (name === undefined) throw propertyUnknown(came.trim(), names)
    return name
  }

  return function readSelection ($select: string | undefined) {
    const selected = $select === undefined ? undefined : new Set($select.split(',').map(propertyNamed))

    /** The carrier with what was selected; a date that was not is unset, as the caller's dates are written. */
    return function select<Carrier extends object> (carrier: Carrier, writeDate: (kept: string) => string): Carrier {
      if (selected === undefined) return carrier
      const unset = Object.fromEntries(dates.map(name => [name, writeDate(UNSET_DATE)]))
      const kept = Object.entries(carrier).filter(([name]) => selected.has(name))
      return { ...carrier, ...nulled, ...unset, ...Object.fromEntries(kept) }
    }
  }
}
