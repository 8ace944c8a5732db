import { Type, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { applyPatch } from 'rfc6902'
import { UNSET_DATE } from '../../carriers/date-time.js'
import { CALENDAR_FORMAT, Words } from '../../carriers/scalars.js'
import {
  entityInvalid, operationsTooMany, patchListFull, patchTargetMissing, patchTestFailed, patchTestInvalid, patchTestTargetMissing, type Violation,
} from '../../errors/api-errors.js'
import type { ApiError } from '../../errors/error-bodies.js'
import { quote } from '../../errors/expectation.js'
import { isProperties, type Properties } from '../properties.js'
import { itemsVariant, objectVariant, selectVariant } from '../../carriers/variants.js'
import { createPatchBody, type ReadDate } from './change.js'
import { compileEntityReader, type EntityReader, type EntityReading } from './entity-reader.js'
import type { IgnoredName } from './ignored-names.js'
import type { Validation } from './value-conversion.js'

/** An operation of a JSON Patch. The service supports neither `move` nor `copy` (superoffice-protocol, section 6). */
export const JsonPatchOperationSchema = Type.Object({
  op: Words(['add', 'replace', 'remove', 'test'], { default: undefined, description: 'The operation.' }),
  path: Type.String({ description: 'The property, such as /Description or /CreatedBy/Name; names are case-insensitive. /ExtraInfo/0 is a list item, /ExtraInfo/- the end of the list.' }),
  value: Type.Optional(Type.Unknown({ description: 'The value. The operation remove has none.' })),
}, { description: 'An operation of a JSON Patch (RFC 6902).' })

/** Limits the operations of a patch, because all are applied in one turn of the event loop. Entities have far fewer properties. */
const MOST_OPERATIONS = 1000

type Operation = Static<typeof JsonPatchOperationSchema>

/** Placeholder for the index of a list item in the names of a target. */
const ITEM = '*'

/** In a JSON pointer, the index after the last item of a list (RFC 6901). */
const END = '-'

/** A location to which an operation can refer: a list item, or a property. The property can also be in a nested object or a list item. */
interface Target {
  readonly names: readonly [string, ...string[]]
  readonly isDate: boolean
  /** If the target is a list item, the maximum length of its list. Otherwise undefined. */
  readonly mostItems: number | undefined
  /** The default value of the target. */
  readonly blank: unknown
  /** The default values of the properties of the target, or of each item if the target is a list. Empty without such properties. */
  readonly blankProperties: Properties
}

interface Place {
  readonly target: Target
  /** The path with the documented spelling of each name: `/ExtraInfo/0/Name`. */
  readonly path: string
}

/** An operation for `applySteps`. If the target is not a list item, `op` is `replace` for each operation except `test`. */
interface PatchStep {
  /** The operation in messages: `[2] test of /Description`. */
  readonly label: string
  readonly op: Operation['op']
  readonly path: string
  readonly value: unknown
  readonly target: Target
  /** The problems of the value of a `test`. Empty for other operations. */
  readonly problems: readonly Violation[]
}

interface PatchNotes {
  /** The problems of malformed operations. A patch with such problems is always refused. */
  readonly malformed: Violation[]
  /** The problems of the values in operations other than `test`. */
  readonly violations: Violation[]
  readonly ignored: IgnoredName[]
}

export interface MalformedPatch {
  readonly error: ApiError
  readonly ignored: readonly IgnoredName[]
}

/**
 * Compiles a reader of JSON Patches. `validation` determines which invalid values are converted, and whether the other ones are refused.
 * Under `warn`, an operation whose whole value cannot be converted is omitted, and the others are applied. But a `test` converts values
 * under `warn` only as under `service`, and always fails if its value is invalid and not converted. A patch with a malformed operation is
 * always refused. The operation `remove` removes only list items. It sets any other target to its default, because a carrier always has all
 * properties.
 */
export function compileJsonPatchReader (
  schema: TObject, readEntity: EntityReader, validation: Validation
): (operations: readonly unknown[]) => EntityReading | MalformedPatch {
  const readOperation = compileOperationReader(collectTargets(schema))

  function readStep (index: number, { op, value }: Operation, { target, path }: Place, { violations, ignored }: PatchNotes): PatchStep | undefined {
    const step = { label: `[${index}] ${op} of ${path}`, path, target }
    const isItem = target.mostItems !== undefined
    if (op === 'remove') return { ...step, op: isItem ? op : 'replace', value: target.blank, problems: [] }

    const read = readEntity(wrap(value, target), op === 'test' && validation === 'warn' ? 'service' : validation)
    for (const one of read.ignored) ignored.push({ ...one, path: `[${index}].value for ${one.path}` })
    const problems = read.violations.map(violation => ({ ...violation, path: `[${index}].value for ${violation.path}` }))
    const readValue = unwrap(read.value, target)
    if (op === 'test') return { ...step, op, value: readValue, problems }

    violations.push(...problems)
    // `readValue` is undefined in two cases: the operation has no value, and the patch is refused as malformed; or, under `warn`,
    // `readEntity` omitted a value that it cannot convert, and the operation is omitted.
    if (readValue === undefined) return undefined
    return { ...step, op: isItem ? op : 'replace', value: addDefaults(readValue, target), problems: [] }
  }

  return function readJsonPatch (operations) {
    if (operations.length > MOST_OPERATIONS) return { error: operationsTooMany(MOST_OPERATIONS, operations.length), ignored: [] }
    const notes: PatchNotes = { malformed: [], violations: [], ignored: [] }
    const { malformed, violations, ignored } = notes
    const steps: PatchStep[] = []
    const touched = new Set<string>()
    for (const [index, received] of operations.entries()) {
      const read = readOperation(received, `[${index}]`, notes)
      if (read === undefined) continue
      const step = readStep(index, read.operation, read.place, notes)
      if (step === undefined) continue
      steps.push(step)
      if (step.op !== 'test') touched.add(step.target.names[0])
    }
    if (malformed.length > 0) return { error: entityInvalid([...malformed, ...violations]), ignored }
    const patch = { names: [...touched], apply: (entity: Properties, readDate: ReadDate) => applySteps(entity, steps, readDate) }
    return { value: createPatchBody(patch), violations, isRefused: validation !== 'warn' && violations.length > 0, ignored }
  }
}

/**
 * Compiles a reader that validates one operation, finds its target, and adds problems to `malformed` and ignored names to `ignored`. The
 * argument `path` of the reader is the position of the operation in the request body, such as `[0]`.
 */
function compileOperationReader (targets: ReadonlyMap<string, Target>) {
  const readProperties = compileEntityReader(JsonPatchOperationSchema, 'client')
  const checker = TypeCompiler.Compile(JsonPatchOperationSchema)
  const [example] = [...targets.values()].map(({ names }) => `/${names.join('/')}`)

  return function readOperation (received: unknown, path: string, { malformed, ignored }: PatchNotes) {
    if (!isProperties(received)) {
      malformed.push({ path, problem: `must be an object with op, path and value; got ${quote(received)}` })
      return undefined
    }
    const { value: operation, violations, ignored: names } = readProperties(received, 'strict')
    for (const one of names) ignored.push({ ...one, path: `${path}.` })
    malformed.push(...violations.map(violation => ({ ...violation, path: `${path}.${violation.path}` })))
    if (violations.length > 0 || !checker.Check(operation)) return undefined

    if (operation.op !== 'remove' && !Object.hasOwn(operation, 'value')) {
      malformed.push({ path: `${path}.value`, problem: `is required for ${operation.op}; got nothing` })
    }
    const place = findPlace(operation, targets)
    if (place !== undefined) return { operation, place }
    malformed.push({ path: `${path}.path`, problem: `must name a property of the entity, such as ${example}; got ${quote(operation.path)}` })
    return undefined
  }
}

/**
 * Returns the target and the path of an operation, or undefined for an unknown path. Only `add` can have the index `-`, which means the end
 * of the list.
 */
function findPlace ({ op, path }: Operation, targets: ReadonlyMap<string, Target>): Place | undefined {
  const parts = path.replace(/^\//, '').split('/')
  const isIndex = (part: string) => /^(0|[1-9]\d*)$/.test(part) || (part === END && op === 'add')
  const target = targets.get(parts.map(part => isIndex(part) ? ITEM : part.toLowerCase()).join('/'))
  return target && { target, path: `/${target.names.map((name, depth) => name === ITEM ? parts[depth] : name).join('/')}` }
}

/** Returns all targets by their paths in lower case, with ITEM for each index, and without the leading slash. */
function collectTargets (schema: TObject): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>()
  const add = (names: Target['names'], property: TSchema, others: Partial<Target> = {}) => {
    const isDate = selectVariant(property)['format'] === CALENDAR_FORMAT
    const blank = isDate ? UNSET_DATE : property.default
    targets.set(names.join('/').toLowerCase(), { names, isDate, blank, blankProperties: {}, mostItems: undefined, ...others })
  }
  for (const [name, property] of Object.entries<TSchema>(schema.properties)) {
    const items = itemsVariant(property)
    const inner = Object.entries<TSchema>((items ?? objectVariant(property))?.properties ?? {})
    const blankProperties = Object.fromEntries(inner.map(([innerName, innerProperty]) => [innerName, innerProperty.default]))
    add([name], property, { blankProperties })
    if (items !== undefined) add([name, ITEM], items, { blankProperties, mostItems: selectVariant(property)['maxItems'] })
    for (const [innerName, innerProperty] of inner) add(items === undefined ? [name, innerName] : [name, ITEM, innerName], innerProperty)
  }
  return targets
}

/** Returns an entity that has the value at the target and no other properties, so that the entity reader can validate the value. */
function wrap (value: unknown, { names: [name, ...inner] }: Target): Properties {
  return { [name]: inner.reduceRight((within: unknown, part) => part === ITEM ? [within] : { [part]: within }, value) }
}

function unwrap (entity: Properties, { names }: Target): unknown {
  return names.reduce((outer: unknown, part) => Object(outer)[part === ITEM ? 0 : part], entity)
}

function addDefaults (value: unknown, { blankProperties }: Target): unknown {
  if (Array.isArray(value)) return value.map(item => ({ ...blankProperties, ...item }))
  return isProperties(value) ? { ...blankProperties, ...value } : value
}

/** If `isDate` is true, `expected` and `actual` are in stored form: in UTC, but without the Z. */
function describeTestError (label: string, { expected, actual }: { expected: unknown, actual: unknown }, isDate: boolean): ApiError {
  if (actual === undefined) return patchTestTargetMissing(label)
  const shown = (value: unknown) => isDate ? `${String(value)}Z` : value
  return patchTestFailed(label, shown(expected), shown(actual))
}

function applySteps (entity: Properties, steps: readonly PatchStep[], readDate: ReadDate): Properties {
  for (const { label, op, path, value, target: { isDate, mostItems, names: [name] }, problems } of steps) {
    if (problems.length > 0) throw patchTestInvalid(label, problems)
    const stored = !isDate ? value : typeof value === 'string' ? readDate(value) : UNSET_DATE
    const [failure] = applyPatch(entity, [{ op, path, value: stored }])
    if (failure) throw 'actual' in failure ? describeTestError(label, failure, isDate) : patchTargetMissing(label)
    if (mostItems !== undefined && Object(entity[name]).length > mostItems) throw patchListFull(label, mostItems)
  }
  for (const { path, target } of steps) {
    const name = path.slice(1)
    if (target.isDate) entity[name] = `${String(entity[name]).slice(0, UNSET_DATE.length)}Z`
  }
  return entity
}
