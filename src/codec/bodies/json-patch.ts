import { Type, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { applyPatch } from 'rfc6902'
import { UNSET_DATE } from '../../carriers/date-time.js'
import { CALENDAR_FORMAT, Words } from '../../carriers/scalars.js'
import { entityInvalid, operationsTooMany, patchListFull, patchTargetMissing, patchTestFailed, type ApiError, type Violation } from '../../errors/api-errors.js'
import { quote } from '../../errors/expectation.js'
import { isProperties, type Properties } from '../properties.js'
import { itemsVariant, objectVariant, variantOf } from '../variants.js'
import { bodyOfPatch } from './change.js'
import { compileEntityReader, type EntityReader, type EntityReading, type Validation } from './entity-reader.js'

/** One step of a patch. The service has neither `move` nor `copy` (superoffice-protocol, section 6). */
export const JsonPatchOperationSchema = Type.Object({
  op: Words(['add', 'replace', 'remove', 'test'], { default: undefined, description: 'What to do.' }),
  path: Type.String({ description: 'The property, such as /Description or /CreatedBy/Name, in any case; /ExtraInfo/0 is an item of a list, /ExtraInfo/- its end.' }),
  value: Type.Optional(Type.Unknown({ description: 'The value; remove has none.' })),
}, { description: 'One step of a JSON Patch (RFC 6902).' })

/** Far more than an entity has properties, and few enough for one turn of the event loop. */
const MOST_OPERATIONS = 1000

type Operation = Static<typeof JsonPatchOperationSchema>

/** What stands for any item in the names of a target. */
const ITEM = '*'

/** What stands for the place behind the last item in a path. */
const END = '-'

/** A property that a path may name: of the entity, of an object or list that the entity holds, or an item of a list. */
interface Target {
  readonly names: readonly [string, ...string[]]
  readonly isDate: boolean
  /** How many items the list may have that the target is an item of; undefined for any other target. */
  readonly mostItems: number | undefined
  /** What the property is when nobody gave it a value. */
  readonly blank: unknown
  /** What the properties of an object, or of each in a list, are then. */
  readonly blankProperties: Properties
}

/** A target that an operation names. */
interface Place {
  readonly target: Target
  /** The path to it with documented names: `/ExtraInfo/0/Name`. */
  readonly path: string
}

/** An operation whose value has been read. */
interface Step {
  /** The operation as sentences name it: `[2] test of /Description`. */
  readonly label: string
  readonly op: Operation['op']
  readonly path: string
  readonly value: unknown
  readonly target: Target
  /** Whether the property can have the value that came. */
  readonly fits: boolean
}

/**
 * Compiles the reading of a JSON Patch. What is no operation is refused whatever the validation, because a patch
 * is applied as a whole; the validation says what becomes of a wrong value. As no property of a carrier can be
 * missing, what is removed takes its type's default, at once.
 */
export function compileJsonPatchReader (
  schema: TObject, readEntity: EntityReader, validation: Validation
): (operations: readonly unknown[]) => EntityReading | { readonly error: ApiError } {
  const readOperation = compileOperationReader(targetsOf(schema))

  function readStep (index: number, { op, value }: Operation, { target, path }: Place, violations: Violation[]): Step | undefined {
    const step = { label: `[${index}] ${op} of ${path}`, path, target }
    const isItem = target.mostItems !== undefined
    if (op === 'remove') return { ...step, op: isItem ? op : 'replace', value: target.blank, fits: true }

    const read = readEntity(wrapped(value, target), op === 'test' ? 'strict' : validation)
    const fits = read.violations.length === 0
    const meant = unwrapped(read.value, target)
    if (op === 'test') return { ...step, op, value: meant, fits }

    violations.push(...read.violations.map(violation => ({ ...violation, path: `[${index}].value for ${violation.path}` })))
    // The validation left a wrong value out.
    if (meant === undefined) return undefined
    return { ...step, op: isItem ? op : 'replace', value: completed(meant, target), fits }
  }

  return function readJsonPatch (operations) {
    if (operations.length > MOST_OPERATIONS) return { error: operationsTooMany(MOST_OPERATIONS, operations.length) }
    const malformed: Violation[] = []
    const violations: Violation[] = []
    const steps: Step[] = []
    const touched = new Set<string>()
    for (const [index, came] of operations.entries()) {
      const read = readOperation(came, `[${index}]`, malformed)
      if (read === undefined) continue
      const step = readStep(index, read.operation, read.place, violations)
      if (step === undefined) continue
      steps.push(step)
      if (step.op !== 'test') touched.add(step.target.names[0])
    }
    if (malformed.length > 0) return { error: entityInvalid([...malformed, ...violations]) }
    return { value: bodyOfPatch({ names: [...touched], apply: (entity, readDate) => applySteps(entity, steps, readDate) }), violations }
  }
}

/** Compiles the reading of one operation, which stands at the path, and of the property that it names. */
function compileOperationReader (targets: ReadonlyMap<string, Target>) {
  const readProperties = compileEntityReader(JsonPatchOperationSchema)
  const checker = TypeCompiler.Compile(JsonPatchOperationSchema)
  const [example] = [...targets.values()].map(({ names }) => `/${names.join('/')}`)

  return function readOperation (came: unknown, path: string, malformed: Violation[]) {
    if (!isProperties(came)) {
      malformed.push({ path, problem: `must be an object with op, path and value; ${quote(came)} came` })
      return undefined
    }
    const { value: operation, violations } = readProperties(came, 'strict')
    malformed.push(...violations.map(violation => ({ ...violation, path: `${path}.${violation.path}` })))
    if (violations.length > 0 || !checker.Check(operation)) return undefined

    if (operation.op !== 'remove' && !Object.hasOwn(operation, 'value')) {
      malformed.push({ path: `${path}.value`, problem: `must be there for ${operation.op}; nothing came` })
    }
    const place = placeAt(operation, targets)
    if (place !== undefined) return { operation, place }
    malformed.push({ path: `${path}.path`, problem: `must name a property of the entity, such as ${example}; ${quote(operation.path)} came` })
    return undefined
  }
}

/** What an operation names, if there is such a thing; only `add` may name the place behind the last item. */
function placeAt ({ op, path }: Operation, targets: ReadonlyMap<string, Target>): Place | undefined {
  const parts = path.replace(/^\//, '').split('/')
  const isIndex = (part: string) => /^(0|[1-9]\d*)$/.test(part) || (part === END && op === 'add')
  const target = targets.get(parts.map(part => isIndex(part) ? ITEM : part.toLowerCase()).join('/'))
  return target && { target, path: `/${target.names.map((name, depth) => name === ITEM ? parts[depth] : name).join('/')}` }
}

/** What paths may name, by the path in small letters without the slash before it. */
function targetsOf (schema: TObject): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>()
  const add = (names: Target['names'], property: TSchema, others: Partial<Target> = {}) => {
    const isDate = variantOf(property)['format'] === CALENDAR_FORMAT
    const blank = isDate ? UNSET_DATE : property.default
    targets.set(names.join('/').toLowerCase(), { names, isDate, blank, blankProperties: {}, mostItems: undefined, ...others })
  }
  for (const [name, property] of Object.entries<TSchema>(schema.properties)) {
    const items = itemsVariant(property)
    const inner = Object.entries<TSchema>((items ?? objectVariant(property))?.properties ?? {})
    const blankProperties = Object.fromEntries(inner.map(([innerName, innerProperty]) => [innerName, innerProperty.default]))
    add([name], property, { blankProperties })
    if (items !== undefined) add([name, ITEM], items, { blankProperties, mostItems: variantOf(property)['maxItems'] })
    for (const [innerName, innerProperty] of inner) add(items === undefined ? [name, innerName] : [name, ITEM, innerName], innerProperty)
  }
  return targets
}

/** The value as an entity that has nothing else, so that it is read as in any body. */
function wrapped (value: unknown, { names: [name, ...inner] }: Target): Properties {
  return { [name]: inner.reduceRight((within: unknown, part) => part === ITEM ? [within] : { [part]: within }, value) }
}

function unwrapped (entity: Properties, { names }: Target): unknown {
  return names.reduce((outer: unknown, part) => Object(outer)[part === ITEM ? 0 : part], entity)
}

/** The value with all properties that an object has, or each object in a list. */
function completed (value: unknown, { blankProperties }: Target): unknown {
  if (Array.isArray(value)) return value.map(item => ({ ...blankProperties, ...item }))
  return isProperties(value) ? { ...blankProperties, ...value } : value
}

function applySteps (entity: Properties, steps: readonly Step[], readDate: (sent: string) => string): Properties {
  for (const { label, op, path, value, target: { isDate, mostItems, names: [name] }, fits } of steps) {
    if (op === 'test' && !fits) throw patchTestFailed(label, value)
    const kept = !isDate ? value : typeof value === 'string' ? readDate(value) : UNSET_DATE
    const [failure] = applyPatch(entity, [{ op, path, value: kept }])
    if (failure !== null) throw op === 'test' ? patchTestFailed(label, value) : patchTargetMissing(label)
    if (mostItems !== undefined && Object(entity[name]).length > mostItems) throw patchListFull(label, mostItems)
  }
  for (const { path, target } of steps) {
    const name = path.slice(1)
    if (target.isDate) entity[name] = `${String(entity[name]).slice(0, UNSET_DATE.length)}Z`
  }
  return entity
}
