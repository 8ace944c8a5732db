import { Type, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { applyPatch } from 'rfc6902'
import { UNSET_DATE } from '../../carriers/date-time.js'
import { CALENDAR_FORMAT, Words } from '../../carriers/scalars.js'
import { entityInvalid, operationsTooMany, patchTargetMissing, patchTestFailed, type ApiError, type Violation } from '../../errors.js'
import { quote } from '../../expectation.js'
import { isProperties, type Properties } from '../properties.js'
import { objectVariant, variantOf } from '../variants.js'
import { bodyOfPatch } from './change.js'
import { compileEntityReader, type EntityReader, type EntityReading, type Validation } from './entity-reader.js'

/** One step of a patch. The service has neither `move` nor `copy` (superoffice-protocol, section 6). */
export const JsonPatchOperationSchema = Type.Object({
  op: Words(['add', 'replace', 'remove', 'test'], { default: undefined, description: 'What to do.' }),
  path: Type.String({ description: 'The property, such as /Description or /CreatedBy/Name, in any case.' }),
  value: Type.Optional(Type.Unknown({ description: 'The value; remove has none.' })),
}, { description: 'One step of a JSON Patch (RFC 6902).' })

/** Far more than an entity has properties, and few enough for one turn of the event loop. */
const MOST_OPERATIONS = 1000

type Operation = Static<typeof JsonPatchOperationSchema>

/** A property that a path may name: of the entity, or of an object that the entity holds. */
interface Target {
  readonly names: readonly [string, ...string[]]
  readonly isDate: boolean
  /** What the property is when nobody gave it a value. */
  readonly blank: unknown
  /** What the properties of an object are then. */
  readonly blankProperties: Properties
}

/** An operation whose value has been read. */
interface Step {
  /** The operation as sentences name it: `[2] test of /Description`. */
  readonly label: string
  readonly op: 'test' | 'replace'
  readonly path: string
  readonly value: unknown
  readonly isDate: boolean
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

  function readStep (index: number, { op, value }: Operation, target: Target, violations: Violation[]): Step | undefined {
    const path = `/${target.names.join('/')}`
    const label = `[${index}] ${op} of ${path}`
    const { isDate } = target
    if (op === 'remove') return { label, op: 'replace', path, value: target.blank, isDate, fits: true }

    const read = readEntity(wrapped(value, target), op === 'test' ? 'strict' : validation)
    const fits = read.violations.length === 0
    const meant = unwrapped(read.value, target)
    if (op === 'test') return { label, op, path, value: meant, isDate, fits }

    violations.push(...read.violations.map(violation => ({ ...violation, path: `[${index}].value for ${violation.path}` })))
    // The validation left a wrong value out.
    if (meant === undefined) return undefined
    return { label, op: 'replace', path, value: isProperties(meant) ? { ...target.blankProperties, ...meant } : meant, isDate, fits }
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
      const step = readStep(index, read.operation, read.target, violations)
      if (step === undefined) continue
      steps.push(step)
      if (step.op !== 'test') touched.add(read.target.names[0])
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
    const target = targets.get(operation.path.replace(/^\//, '').toLowerCase())
    if (target !== undefined) return { operation, target }
    malformed.push({ path: `${path}.path`, problem: `must name a property of the entity, such as ${example}; ${quote(operation.path)} came` })
    return undefined
  }
}

/** What paths may name, by the path in small letters without the slash before it. */
function targetsOf (schema: TObject): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>()
  const add = (names: Target['names'], property: TSchema, blankProperties: Properties) => {
    const isDate = variantOf(property)['format'] === CALENDAR_FORMAT
    const blank = isDate ? UNSET_DATE : property.default
    targets.set(names.join('/').toLowerCase(), { names, isDate, blank, blankProperties })
  }
  for (const [name, property] of Object.entries<TSchema>(schema.properties)) {
    const inner = Object.entries<TSchema>(objectVariant(property)?.properties ?? {})
    add([name], property, Object.fromEntries(inner.map(([innerName, innerProperty]) => [innerName, innerProperty.default])))
    for (const [innerName, innerProperty] of inner) add([name, innerName], innerProperty, {})
  }
  return targets
}

/** The value as an entity that has nothing else, so that it is read as in any body. */
function wrapped (value: unknown, { names: [name, inner] }: Target): Properties {
  return { [name]: inner === undefined ? value : { [inner]: value } }
}

function unwrapped (entity: Properties, { names: [name, inner] }: Target): unknown {
  const value = entity[name]
  return inner !== undefined && isProperties(value) ? value[inner] : value
}

function applySteps (entity: Properties, steps: readonly Step[], readDate: (sent: string) => string): Properties {
  for (const { label, op, path, value, isDate, fits } of steps) {
    if (op === 'test' && !fits) throw patchTestFailed(label, value)
    const kept = !isDate ? value : typeof value === 'string' ? readDate(value) : UNSET_DATE
    const [failure] = applyPatch(entity, [{ op, path, value: kept }])
    if (failure !== null) throw op === 'test' ? patchTestFailed(label, value) : patchTargetMissing(label)
  }
  for (const { path, isDate } of steps) {
    const name = path.slice(1)
    if (isDate) entity[name] = `${String(entity[name]).slice(0, UNSET_DATE.length)}Z`
  }
  return entity
}
