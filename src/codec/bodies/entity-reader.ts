import type { TObject, TSchema } from '@sinclair/typebox'
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler'
import type { WritePolicy } from '../../blobs/write-policy.js'
import { compileNullTextRemoval } from '../../carriers/null-texts.js'
import { itemsVariant, objectVariant } from '../../carriers/variants.js'
import type { Violation } from '../../errors/api-errors.js'
import { assertDefined } from '../../errors/assert-defined.js'
import { describeProblem, quote } from '../../errors/expectation.js'
import type { TextBody } from '../formats/parsed-body.js'
import type { Properties } from '../properties.js'
import type { IgnoredName } from './ignored-names.js'
import { compilePropertyNames } from './property-names.js'
import { compileTextConversion } from './text-values.js'
import { convertValue, type Validation } from './value-conversion.js'

export interface EntityReading {
  /** The entity, or the result of `createPatchBody` for a patch. The entity matches the schema unless `isRefused` is true. */
  readonly value: Properties
  /** If the entity is refused, the reasons. Otherwise the problems in spite of which it is accepted under `warn`. */
  readonly violations: readonly Violation[]
  readonly isRefused: boolean
  readonly ignored: readonly IgnoredName[]
}

/** Reads an entity from a parsed body. For XML and forms, `texts` is the `TextBody` whose value is `body`. */
export type EntityReader = (body: Properties, validation: Validation, texts?: TextBody) => EntityReading

/** An invalid property or list item. `owner[name]` is its value; undefined for a missing required property. */
interface WrongProperty extends Violation {
  readonly owner: Properties
  readonly name: string
  readonly schema: TSchema
}

/**
 * Compiles a reader that normalizes property names, validates the entity against the schema, and converts invalid values by the rules of
 * `validation`. Under `warn`, the reader omits properties and list items that it cannot convert, and refuses the entity only if a required
 * property, also of a nested object or list item, is missing or cannot be converted.
 */
export function compileEntityReader (schema: TObject, writePolicy: WritePolicy): EntityReader {
  const names = compilePropertyNames(schema)
  const convertTexts = compileTextConversion(schema)
  const required = new Set(listRequired(schema, ''))
  const removeNullTexts = writePolicy === 'server' ? compileNullTextRemoval(schema) : undefined
  // Compiled at the first use, because many processes never use some readers, such as those of merge patches, which have their own schema.
  let checker: TypeCheck<TObject> | undefined

  return function readEntity (body, validation, texts) {
    checker ??= TypeCompiler.Compile(schema)
    const refused: Violation[] = []
    const corrected: Violation[] = []
    const ignored: IgnoredName[] = []
    const value = texts === undefined && names.areDocumented(body)
      ? body
      : names.document(body, '', {
        violations: validation === 'warn' ? corrected : refused, ignored, spelling: texts?.spelling, hasElements: texts?.root !== undefined,
      })
    if (texts !== undefined) convertTexts(value, texts.emptyIsNull)
    if (!checker.Check(value)) {
      const shortened = new Set<unknown[]>()
      for (const wrong of [...wrongProperties(checker.Errors(value), value)]) {
        const { owner, name, path, problem, schema } = wrong
        const converted = convertValue(owner[name], schema, validation)
        if (converted !== undefined) {
          owner[name] = converted
          if (validation === 'warn') corrected.push({ path, problem: `${problem}, used ${quote(converted)}` })
        } else if (validation === 'warn' && !required.has(path.replace(/\[\d+\]/g, '[]'))) {
          delete owner[name]
          if (Array.isArray(owner)) shortened.add(owner)
          corrected.push({ path, problem: `${problem}, ignored` })
        } else {
          refused.push(wrong)
        }
      }
      shortened.forEach(removeHoles)
    }
    removeNullTexts?.(value)
    const isRefused = refused.length > 0
    return { value, violations: isRefused ? refused : corrected, isRefused, ignored }
  }
}

function * wrongProperties (errors: Iterable<ValueError>, entity: Properties): Generator<WrongProperty> {
  let last: string | undefined
  for (const { path, schema, value, errors: variants, type } of errors) {
    // For a missing property, TypeBox reports a second error about its type. Only the second error is used.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    // For an invalid string, TypeBox can report an error about the format after another error, such as one about the pattern. Only the
    // first error is used.
    if (type === ValueErrorType.StringFormat && path === last) continue
    last = path
    const below = [...errorsBelow(path, variants)]
    if (below.length > 0 && typeof value === 'object') {
      yield * wrongProperties(below, entity)
      continue
    }
    const names = path.slice(1).split('/')
    const name = assertDefined(names.at(-1), 'the path of a validation error must name a property')
    yield { path: formatPath(names), problem: describeProblem(schema, value), owner: findOwner(names, entity), name, schema }
  }
}

function * errorsBelow (path: string, variants: Iterable<ValueError>[]): Generator<ValueError> {
  for (const variant of variants) {
    for (const error of variant) {
      // For a list that is too long, only the list is reported, and not its items.
      if (error.type === ValueErrorType.ArrayMaxItems) return
      if (error.path !== path) yield error
    }
  }
}

/** Formats a path for messages: `CreatedBy.Name`, `ExtraInfo[0].Name`. */
const formatPath = (names: readonly string[]) => names.join('.').replace(/\.(\d+)(?=\.|$)/g, '[$1]')

function findOwner (names: readonly string[], entity: Properties): Properties {
  return names.slice(0, -1).reduce((owner, name) => Object(owner[name]), entity)
}

function removeHoles (list: unknown[]): void {
  let length = 0
  // `forEach` omits holes.
  list.forEach(item => { list[length++] = item })
  list.length = length
}

/**
 * Yields the paths of the required properties of an object and of its nested objects. A path has `[]` instead of the index of a list item:
 * `Restriction[].Name`.
 */
function * listRequired ({ required = [], properties }: TObject, path: string): Generator<string> {
  for (const name of required) yield path + name
  for (const [name, property] of Object.entries(properties)) {
    const [nested, item] = [objectVariant(property), itemsVariant(property)]
    if (nested !== undefined) yield * listRequired(nested, `${path}${name}.`)
    if (item !== undefined) yield * listRequired(item, `${path}${name}[].`)
  }
}
