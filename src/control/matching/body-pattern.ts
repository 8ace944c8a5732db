import { Type, type Static } from '@sinclair/typebox'
import { JsonPatchBody, Repeated, saidBy } from '../../codec/formats/parsed-body.js'
import { isProperties, propertyInAnyCase } from '../../codec/properties.js'
import { compileTextPattern } from './text-pattern.js'

export const BodyPropertySchema = Type.Object({
  Property: Type.String({ minLength: 1, description: 'The case-insensitive path of the property: CreatedBy.AssociateId, ExtraInfo[0].Name.' }),
  Value: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
    description: 'The value, in which * matches any text; by default any value.',
  })),
}, {
  additionalProperties: false,
  description: 'A property of the body, in any media type. This rule and later rules are compared after the body has been read.',
})

type Expected = NonNullable<Static<typeof BodyPropertySchema>['Value']>

/** Splits a property path into lower-case segments: `ExtraInfo[0].Name` into `extrainfo`, `0` and `name`. */
export const segmentsOfProperty = (property: string) => property.toLowerCase().replaceAll(']', '').split(/[.[]/)

/**
 * Compiles a predicate for parsed request bodies: true if `valueAt` finds a value that matches `expected`. In an expected string, `*`
 * matches any text.
 */
export function compileBodyPattern (segments: readonly string[], expected: Expected = '*'): (body: unknown) => boolean {
  const isValue = compileValue(expected)

  return body => {
    const value = valueAt(body, segments)
    // An object or array is compared as "", because converting a deeply nested array to a string can throw.
    return value !== undefined && isValue(isObject(value) ? '' : String(value))
  }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null

/**
 * Returns the value of the property at the path `segments` in a parsed body. If the body is a JSON Patch, returns the result of
 * `writtenBy`. Returns undefined if no value is found.
 */
export const valueAt = (body: unknown, segments: readonly string[]): unknown =>
  body instanceof JsonPatchBody ? writtenBy(body.value, segments) : segments.reduce(inner, saidBy(body))

/**
 * Compiles the comparison of a string with an expected value. If a number or boolean is expected, white space around the string is ignored:
 * XML and forms can contain white space around a value. If a boolean is expected, the comparison is case-insensitive.
 */
function compileValue (expected: Expected): (text: string) => boolean {
  if (typeof expected === 'string') return compileTextPattern(expected)
  if (typeof expected === 'boolean') return text => text.trim().toLowerCase() === String(expected)
  return text => text.trim() !== '' && Number(text) === expected
}

function inner (value: unknown, segment: string): unknown {
  if (/^\d+$/.test(segment)) return listElements(value)[Number(segment)]
  const found = isProperties(value) ? propertyInAnyCase(value, segment) : undefined
  return found instanceof Repeated ? found.values.at(-1) : found
}

/**
 * Returns the items of an array. Returns the values of an object, with the values of a `Repeated` in its place, because a list in parsed
 * XML is an object that contains the items. Returns an empty list for any other value.
 */
function listElements (value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return !isProperties(value) ? [] : Object.values(value).flatMap(item => item instanceof Repeated ? item.values : [item])
}

/**
 * Searches the operations of a JSON Patch for a value of the property, also within objects and arrays that they write. Returns the last
 * value that is found. Ignores, for example, `test` operations and operations on the whole document.
 */
const writtenBy = (operations: unknown, segments: readonly string[]): unknown =>
  listElements(operations).map(operation => valueIn(operation, segments)).findLast(value => value !== undefined)

function valueIn (operation: unknown, segments: readonly string[]): unknown {
  if (!isProperties(operation) || operation['op'] === 'test') return undefined
  const path = String(operation['path']).toLowerCase().replace(/^\//, '').split('/')
  if (!path.every((name, index) => name === segments[index])) return undefined
  return segments.slice(path.length).reduce(inner, operation['value'])
}
