import type { TSchema } from '@sinclair/typebox'
import { isProperties, type Properties } from '../properties.js'
import { remembering, rememberingConstants } from '../../http/memoize.js'
import { objectVariant } from '../../carriers/variants.js'
import { isDouble, writeJsonDouble } from './double.js'

type JsonWriter = (value: unknown) => string

const textOf = rememberingConstants(JSON.stringify)

/**
 * Compiles the writing of a value: of an object its properties in the order of the schema, without those that are
 * undefined.
 */
export function compileJsonWriter (schema: TSchema): JsonWriter {
  const properties = objectVariant(schema)?.properties
  if (properties === undefined) return JSON.stringify
  let parts: readonly Part[] | undefined

  return carrier => {
    if (!isProperties(carrier)) return 'null'
    // Most schemas are never written.
    parts ??= Object.entries<TSchema>(properties).map(([name, property]) => partOf(name, property))
    return writeParts(carrier, parts)
  }
}

/** A property of an object. What stands before its value is put together once: each concatenation makes the whole longer to write. */
interface Part {
  readonly name: string
  readonly first: string
  readonly next: string
  readonly write: JsonWriter
}

const partOf = (name: string, property: TSchema): Part => ({
  name, first: `${JSON.stringify(name)}:`, next: `,${JSON.stringify(name)}:`, write: compileDoubleWriter(property) ?? textOf,
})

function writeParts (value: Properties, parts: readonly Part[]): string {
  let json = '{'
  for (const { name, first, next, write } of parts) {
    const inner = value[name]
    if (inner === undefined) continue
    json += json === '{' ? first : next
    json += write(inner)
  }
  return `${json}}`
}

/**
 * Compiles the writing of a double, or of objects and lists that contain doubles; undefined for any other schema, which JSON.stringify writes
 * faster. No schema of the API has a nullable one of these.
 */
function compileDoubleWriter (schema: TSchema): JsonWriter | undefined {
  if (isDouble(schema)) return value => writeJsonDouble(Number(value))
  if (schema['items'] !== undefined) {
    const writeItem = compileDoubleWriter(schema['items'])
    return writeItem && (list => `[${Array.from(Object(list), writeItem).join(',')}]`)
  }
  const properties = new Map(Object.entries<TSchema>(schema['properties'] ?? {}))
  if (![...properties.values()].some(compileDoubleWriter)) return undefined
  const partNamed = remembering(name => partOf(name, Object(properties.get(name))))
  // In the order of the object, as JSON.stringify does.
  return value => writeParts(Object(value), Object.keys(Object(value)).map(partNamed))
}
