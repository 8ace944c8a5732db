import type { TObject, TSchema } from '@sinclair/typebox'
import { TypeCompiler, type ValueError } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { entityInvalid, entityMissing, entityNotAnObject, type ApiError, type Violation } from '../errors.js'
import { expectation, quote } from '../expectation.js'
import { compilePropertyNames, isProperties } from './property-names.js'

/** `strict` refuses a body with violations; `warn` takes what can be stored of it. */
export type Validation = 'strict' | 'warn'

export type BodyReading = { readonly value: object } | { readonly error: ApiError }

const takenWith = new WeakMap<object, readonly Violation[]>()

/** What was wrong with a body that was taken all the same, under VALIDATION=warn. */
export function violationsOf (body: unknown): readonly Violation[] {
  return isProperties(body) ? takenWith.get(body) ?? [] : []
}

/** A wrong property with what is needed to mend it. */
interface WrongProperty extends Violation {
  readonly owner: Record<string, unknown>
  readonly name: string
  readonly schema: TSchema
}

/**
 * Compiles the reading of an entity from a parsed body: documented names, then the check against the schema.
 * A value that comes out fits the schema; all violations are found, not only the first.
 */
export function compileBodyReader (schema: TObject, validation: Validation): (body: unknown) => BodyReading {
  const names = compilePropertyNames(schema)
  const checker = TypeCompiler.Compile(schema)

  return function readBody (body) {
    if (body === undefined || body === null) return { error: entityMissing() }
    if (!isProperties(body)) return { error: entityNotAnObject(body) }
    const violations: Violation[] = []
    const value = names.areDocumented(body) ? body : names.document(body, '', violations)
    if (violations.length === 0 && checker.Check(value)) return { value }

    const wrong = [...wrongProperties(checker.Errors(value), value)]
    if (validation === 'strict') return { error: entityInvalid([...violations, ...wrong]) }
    violations.push(...wrong.map(mend))
    takenWith.set(value, violations)
    return { value }
  }
}

/** The outermost wrong properties of an object. */
function * wrongProperties (errors: Iterable<ValueError>, owner: Record<string, unknown>): Generator<WrongProperty> {
  for (const { path, schema, value, errors: variants } of errors) {
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

const MEANT_BOOLEANS = new Map([['true', true], ['1', true], ['false', false], ['0', false]])

/** What a value of a wrong type says all the same: a number in quotes, a text that is too long. */
function meantBy (value: unknown, schema: TSchema): unknown {
  if (typeof value === 'object') return undefined
  const text = String(value).toWellFormed()
  const [wanted] = schema['anyOf'] ?? [schema]
  if (wanted.type === 'integer') return typeof value === 'string' && /^[+-]?\d+$/.test(text) ? Number(text) : undefined
  if (wanted.type === 'boolean') return MEANT_BOOLEANS.get(text.toLowerCase())
  const cut = text.slice(0, wanted.maxLength)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}
