import type { TObject, TSchema } from '@sinclair/typebox'
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import type { Violation } from '../../errors/api-errors.js'
import { problemOf, quote } from '../../errors/expectation.js'
import type { TextBody } from '../formats/parsed-body.js'
import type { Properties } from '../properties.js'
import { variantOf } from '../variants.js'
import { compilePropertyNames } from './property-names.js'
import { compileTextConversion, scalarOf } from './text-values.js'

/** `strict` refuses a body with violations; `warn` takes what can be stored of it. */
export type Validation = 'strict' | 'warn'

export interface EntityReading {
  /** Fits the schema, unless there are violations that were not mended. */
  readonly value: Properties
  readonly violations: readonly Violation[]
}

/** Reads an entity from an object, which is the value of the text body if that is given. */
export type EntityReader = (body: Properties, validation: Validation, texts?: TextBody) => EntityReading

/** A wrong property, or item of a list, with what is needed to mend it. */
interface WrongProperty extends Violation {
  readonly owner: Properties
  readonly name: string
  readonly schema: TSchema
}

/**
 * Compiles the reading of an entity: documented names, then the check against the schema. All violations are
 * found, not only the first. Under `warn` they are mended, and the value fits the schema in any case.
 */
export function compileEntityReader (schema: TObject): EntityReader {
  const names = compilePropertyNames(schema)
  const convertTexts = compileTextConversion(schema)
  // There are dozens of schemas, of which a process reads a few: the rest would make its start longer.
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
      violations.push(...validation === 'strict' ? wrong : wrong.map(mend))
      if (validation === 'warn') closeGaps(value)
    }
    return { value, violations }
  }
}

/** The outermost wrong properties of an entity, and of the objects in it. */
function * wrongProperties (errors: Iterable<ValueError>, entity: Properties): Generator<WrongProperty> {
  let last: string | undefined
  for (const { path, schema, value, errors: variants, type } of errors) {
    // What is missing is wrong in its type as well, and named for that.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    // What has not the pattern of a date may have no day either, and is named once.
    if (type === ValueErrorType.StringFormat && path === last) continue
    last = path
    const below = [...errorsBelow(path, variants)]
    if (below.length > 0 && typeof value === 'object') {
      yield * wrongProperties(below, entity)
      continue
    }
    const names = path.slice(1).split('/')
    yield { path: sentencePath(names), problem: problemOf(schema, value), owner: ownerOf(names, entity), name: String(names.at(-1)), schema }
  }
}

function * errorsBelow (path: string, variants: Iterable<ValueError>[]): Generator<ValueError> {
  for (const variant of variants) {
    for (const error of variant) {
      // A list that is too long is wrong as a whole, and its items are not looked at.
      if (error.type === ValueErrorType.ArrayMaxItems) return
      if (error.path !== path) yield error
    }
  }
}

/** `CreatedBy.Name`, `ExtraInfo[0].Name`. */
const sentencePath = (names: readonly string[]) => names.join('.').replace(/\.(\d+)(?=\.|$)/g, '[$1]')

/** The object, or list, that has the property with the last of the names. */
function ownerOf (names: readonly string[], entity: Properties): Properties {
  return names.slice(0, -1).reduce((owner, name) => Object(owner[name]), entity)
}

/** Puts the value that was meant in the place of a wrong one, or leaves the property out; tells which. */
function mend ({ owner, name, schema, path, problem }: WrongProperty): Violation {
  const meant = meantBy(owner[name], schema)
  if (Value.Check(schema, meant)) {
    owner[name] = meant
    return { path, problem: `${problem}, ${quote(meant)} was taken` }
  }
  delete owner[name]
  return { path, problem: `${problem}, and was left out` }
}

/** Closes up lists from which items were left out. */
function closeGaps (entity: Properties): void {
  for (const [name, value] of Object.entries(entity)) {
    if (Array.isArray(value)) entity[name] = value.filter(() => true)
  }
}

/** What a value of a wrong type says all the same: a number in quotes, a text that is too long. */
function meantBy (value: unknown, schema: TSchema): unknown {
  if (typeof value === 'object') return undefined
  const text = String(value).toWellFormed()
  const wanted = variantOf(schema)
  if (wanted['type'] === 'integer' || wanted['type'] === 'number') return typeof value === 'string' ? scalarOf(text, wanted) : undefined
  if (wanted['type'] === 'boolean') return scalarOf(text, wanted)
  const cut = text.slice(0, wanted['maxLength'])
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}
