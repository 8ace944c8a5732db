import type { TObject, TSchema } from '@sinclair/typebox'
import { TypeCompiler, ValueErrorType, type ValueError } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import type { Violation } from '../../errors.js'
import { expectation, quote } from '../../expectation.js'
import { isProperties, type Properties } from '../properties.js'
import { variantOf } from '../variants.js'
import { compilePropertyNames } from './property-names.js'
import { scalarOf } from './text-values.js'

/** `strict` refuses a body with violations; `warn` takes what can be stored of it. */
export type Validation = 'strict' | 'warn'

export interface EntityReading {
  /** Fits the schema, unless there are violations that were not mended. */
  readonly value: Properties
  readonly violations: readonly Violation[]
}

/** Reads an entity from an object; the conversion turns its values into those that the schema asks for. */
export type EntityReader = (body: Properties, validation: Validation, convert?: (documented: Properties) => void) => EntityReading

/** A wrong property with what is needed to mend it. */
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
  const checker = TypeCompiler.Compile(schema)

  return function readEntity (body, validation, convert) {
    const violations: Violation[] = []
    const value = convert === undefined && names.areDocumented(body) ? body : names.document(body, '', violations)
    convert?.(value)
    if (!checker.Check(value)) {
      const wrong = [...wrongProperties(checker.Errors(value), value)]
      violations.push(...validation === 'strict' ? wrong : wrong.map(mend))
    }
    return { value, violations }
  }
}

/** The outermost wrong properties of an object. */
function * wrongProperties (errors: Iterable<ValueError>, owner: Properties): Generator<WrongProperty> {
  for (const { path, schema, value, errors: variants, type } of errors) {
    // What is missing is wrong in its type as well, and named for that.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    const below = [...errorsBelow(path, variants)]
    if (below.length > 0 && isProperties(value)) {
      yield * wrongProperties(below, value)
      continue
    }
    const names = path.slice(1).replaceAll('/', '.')
    const problem = `must be ${expectation(schema)}; ${quote(value)} came`
    yield { path: names, problem, owner, name: path.slice(path.lastIndexOf('/') + 1), schema }
  }
}

function * errorsBelow (path: string, variants: Iterable<ValueError>[]): Generator<ValueError> {
  for (const variant of variants) {
    for (const error of variant) {
      if (error.path !== path) yield error
    }
  }
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

/** What a value of a wrong type says all the same: a number in quotes, a text that is too long. */
function meantBy (value: unknown, schema: TSchema): unknown {
  if (typeof value === 'object') return undefined
  const text = String(value).toWellFormed()
  const wanted = variantOf(schema)
  if (wanted['type'] === 'integer') return typeof value === 'string' ? scalarOf(text, wanted) : undefined
  if (wanted['type'] === 'boolean') return scalarOf(text, wanted)
  const cut = text.slice(0, wanted['maxLength'])
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}
