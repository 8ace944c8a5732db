import type { TObject, TSchema } from '@sinclair/typebox'
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import type { WritePolicy } from '../../blobs/write-policy.js'
import { compileNullTextRemoval } from '../../carriers/null-texts.js'
import type { Violation } from '../../errors/api-errors.js'
import { assertDefined } from '../../errors/assert-defined.js'
import { problemOf, quote } from '../../errors/expectation.js'
import type { TextBody } from '../formats/parsed-body.js'
import type { Properties } from '../properties.js'
import { variantOf } from '../../carriers/variants.js'
import { compilePropertyNames } from './property-names.js'
import { compileTextConversion, parseScalar } from './text-values.js'

/** `strict` refuses a body with violations; `warn` corrects or omits the invalid properties. */
export type Validation = 'strict' | 'warn'

export interface EntityReading {
  /** Matches the schema unless the entity is refused. */
  readonly value: Properties
  /** If the entity is refused, the reasons; otherwise what was corrected or omitted. */
  readonly violations: readonly Violation[]
  readonly isRefused: boolean
}

/** Reads an entity from a parsed body. `texts` is given if the body comes from a format in which all values are strings. */
export type EntityReader = (body: Properties, validation: Validation, texts?: TextBody) => EntityReading

/** An invalid property or list item. `owner[name]` is its value; it is undefined for a required property that is missing. */
interface WrongProperty extends Violation {
  readonly owner: Properties
  readonly name: string
  readonly schema: TSchema
}

/**
 * Compiles a reader that normalizes property names and then validates the entity against the schema. It reports all violations,
 * not only the first. Under `warn` it corrects or omits the invalid properties, and refuses only an entity that would lack a required
 * one. Where the server owns what is written, null for a text becomes "".
 */
export function compileEntityReader (schema: TObject, writePolicy: WritePolicy): EntityReader {
  const names = compilePropertyNames(schema)
  const convertTexts = compileTextConversion(schema)
  const required = new Set(schema.required)
  const removeNullTexts = writePolicy === 'server' ? compileNullTextRemoval(schema) : undefined
  // Compiled lazily: there are dozens of schemas, of which a process uses a few.
  let checker: TypeCheck<TObject> | undefined

  return function readEntity (body, validation, texts) {
    checker ??= TypeCompiler.Compile(schema)
    const violations: Violation[] = []
    const value = texts === undefined && names.areDocumented(body)
      ? body
      : names.document(body, '', { violations, hasElements: texts?.root !== undefined })
    if (texts !== undefined) convertTexts(value, texts.emptyIsNull)
    if (!checker.Check(value)) {
      const wrong = [...wrongProperties(checker.Errors(value), value)]
      violations.push(...validation === 'strict' ? wrong : wrong.map(correct))
      // Required properties are those of the entity itself: nested objects have none.
      const missing = wrong.filter(({ path }) => required.has(path) && !Object.hasOwn(value, path))
      if (validation === 'warn' && missing.length > 0) return { value, violations: missing, isRefused: true }
      if (validation === 'warn') removeHoles(value)
    }
    removeNullTexts?.(value)
    return { value, violations, isRefused: validation === 'strict' && violations.length > 0 }
  }
}

/** Yields the invalid properties of an entity and of its nested objects. */
function * wrongProperties (errors: Iterable<ValueError>, entity: Properties): Generator<WrongProperty> {
  let last: string | undefined
  for (const { path, schema, value, errors: variants, type } of errors) {
    // A missing property is reported a second time, for its type.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    // A date is reported once if it fails both the pattern and the format.
    if (type === ValueErrorType.StringFormat && path === last) continue
    last = path
    const below = [...errorsBelow(path, variants)]
    if (below.length > 0 && typeof value === 'object') {
      yield * wrongProperties(below, entity)
      continue
    }
    const names = path.slice(1).split('/')
    const name = assertDefined(names.at(-1), 'the path of a validation error must name a property')
    yield { path: formatPath(names), problem: problemOf(schema, value), owner: findOwner(names, entity), name, schema }
  }
}

function * errorsBelow (path: string, variants: Iterable<ValueError>[]): Generator<ValueError> {
  for (const variant of variants) {
    for (const error of variant) {
      // A list that is too long is reported as a whole, not by its items.
      if (error.type === ValueErrorType.ArrayMaxItems) return
      if (error.path !== path) yield error
    }
  }
}

/** Returns a path as messages show it: `CreatedBy.Name`, `ExtraInfo[0].Name`. */
const formatPath = (names: readonly string[]) => names.join('.').replace(/\.(\d+)(?=\.|$)/g, '[$1]')

/** Returns the object or list that holds the property at the path. */
function findOwner (names: readonly string[], entity: Properties): Properties {
  return names.slice(0, -1).reduce((owner, name) => Object(owner[name]), entity)
}

/** Corrects an invalid property, or deletes it if it cannot be corrected. Returns the violation with what was done. */
function correct ({ owner, name, schema, path, problem }: WrongProperty): Violation {
  const corrected = convertValue(owner[name], schema)
  if (Value.Check(schema, corrected)) {
    owner[name] = corrected
    return { path, problem: `${problem}, used ${quote(corrected)}` }
  }
  delete owner[name]
  return { path, problem: `${problem}, ignored` }
}

/** Removes the holes that deleted items left in the entity's lists. */
function removeHoles (entity: Properties): void {
  for (const [name, value] of Object.entries(entity)) {
    if (Array.isArray(value)) entity[name] = value.filter(() => true)
  }
}

/** Converts a value to the schema's type: parses numbers and booleans in strings, and truncates long strings. */
function convertValue (value: unknown, schema: TSchema): unknown {
  if (value === undefined || typeof value === 'object') return undefined
  const text = String(value).toWellFormed()
  const wanted = variantOf(schema)
  if (wanted['type'] === 'integer' || wanted['type'] === 'number') return typeof value === 'string' ? parseScalar(text, wanted) : undefined
  if (wanted['type'] === 'boolean') return parseScalar(text, wanted)
  const cut = text.slice(0, wanted['maxLength'])
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}
