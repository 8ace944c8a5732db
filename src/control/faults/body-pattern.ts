import { JsonPatchBody, Repeated, saidBy } from '../../protocol/formats/parsed-body.js'
import { isProperties } from '../../protocol/properties.js'
import { compileTextPattern } from '../text-pattern.js'

/** A property of a body: `CreatedBy.AssociateId` or `ExtraInfo[0].Name`, in any case. */
export const segmentsOfProperty = (property: string) => property.toLowerCase().replaceAll(']', '').split(/[.[]/)

/**
 * Compiles whether a parsed body has a property, and with a value of the pattern if that is given. Numbers and booleans
 * are compared as the texts that they are in XML and in forms.
 */
export function compileBodyPattern (segments: readonly string[], pattern = '*'): (body: unknown) => boolean {
  const isValue = compileTextPattern(pattern)

  return body => {
    const value = body instanceof JsonPatchBody ? operand(body.value, segments) : segments.reduce(inner, saidBy(body))
    return value !== undefined && isValue(String(value))
  }
}

function inner (value: unknown, segment: string): unknown {
  if (/^\d+$/.test(segment)) return itemsOf(value)[Number(segment)]
  const [, found] = Object.entries(Object(value)).find(([name]) => name.toLowerCase() === segment) ?? []
  return found instanceof Repeated ? found.values.at(-1) : found
}

/** The items of a list, which in XML is an element around those of the items. */
function itemsOf (value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return Object.values(Object(value)).flatMap(item => item instanceof Repeated ? item.values : [item])
}

/** What the last operation about a property has as its value. */
function operand (operations: unknown, segments: readonly string[]): unknown {
  const path = `/${segments.join('/')}`
  const found = itemsOf(operations).findLast(operation => isProperties(operation) && String(operation['path']).toLowerCase() === path)
  return Object(found).value
}
