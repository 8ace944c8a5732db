import type { TSchema } from '@sinclair/typebox'
import { isProperties, type Properties } from '../properties.js'
import { memoize, memoizeConstants } from '../../http/memoize.js'
import { objectVariant } from '../../carriers/variants.js'
import { isDouble, writeJsonDouble } from './double.js'

type JsonWriter = (value: unknown) => string

const stringify = memoizeConstants(JSON.stringify)

/**
 * Compiles a writer of values. If the schema is an object with properties, nullable or not, the writer writes only the properties of the
 * schema, in the order of the schema. Objects inside it are written with all their properties, in their own order. Doubles of the
 * schema, also in nested objects and lists, are written by `writeJsonDouble`. For other schemas, the writer is JSON.stringify.
 */
export function compileJsonWriter (schema: TSchema): JsonWriter {
  const properties = objectVariant(schema)?.properties
  if (properties === undefined) return JSON.stringify
  let parts: readonly Part[] | undefined

  return carrier => {
    if (!isProperties(carrier)) return 'null'
    // Compiled at the first use, because most processes write values of only a few schemas.
    parts ??= Object.entries<TSchema>(properties).map(([name, property]) => createPart(name, property))
    return writeParts(carrier, parts)
  }
}

/** A property. The strings before its value are created in advance, because each concatenation slows down writing. */
interface Part {
  readonly name: string
  /** The string before the value, if the property is the first one that is written. */
  readonly first: string
  /** The string before the value, if another property is written before it. */
  readonly next: string
  readonly write: JsonWriter
}

const createPart = (name: string, property: TSchema): Part => ({
  name, first: `${JSON.stringify(name)}:`, next: `,${JSON.stringify(name)}:`, write: compileDoubleWriter(property) ?? stringify,
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
 * Compiles a writer of doubles, and of objects and lists that contain doubles. Returns undefined for other schemas: JSON.stringify, which
 * is faster, can write their values. Nullable schemas are not supported, because the API has no nullable doubles, and no nullable objects
 * or lists that contain doubles.
 */
function compileDoubleWriter (schema: TSchema): JsonWriter | undefined {
  if (isDouble(schema)) return value => writeJsonDouble(Number(value))
  if (schema['items'] !== undefined) {
    const writeItem = compileDoubleWriter(schema['items'])
    return writeItem && (list => `[${Array.from(Object(list), writeItem).join(',')}]`)
  }
  const properties = new Map(Object.entries<TSchema>(schema['properties'] ?? {}))
  if (![...properties.values()].some(compileDoubleWriter)) return undefined
  const partNamed = memoize(name => createPart(name, Object(properties.get(name))))
  // Properties are written in the order of the object, as JSON.stringify does, and not in the order of the schema.
  return value => writeParts(Object(value), Object.keys(Object(value)).map(partNamed))
}
