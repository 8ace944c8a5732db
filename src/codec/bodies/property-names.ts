import type { TObject, TSchema } from '@sinclair/typebox'
import type { Violation } from '../../errors/api-errors.js'
import { quote, shortText } from '../../errors/expectation.js'
import { Repeated } from '../formats/parsed-body.js'
import { isCarrierName } from '../../carriers/known-names.js'
import { isProperties, type Properties } from '../properties.js'
import type { IgnoredName } from './ignored-names.js'
import { itemsVariant, objectVariant } from '../../carriers/variants.js'

/**
 * Limits the spellings of a name that a message lists. A long name has thousands of spellings, because each letter can be upper or lower
 * case.
 */
const MOST_SPELLINGS = 3

interface Documented {
  readonly name: string
  readonly nested: PropertyNames | undefined
  readonly list: List | undefined
}

/** A property that is a list of objects. */
interface List {
  /** Name of the XML element of an item. */
  readonly element: string
  readonly item: PropertyNames
}

interface NameReading {
  readonly violations: Violation[]
  /**
   * Unknown names that are not violations. A name for which `isCarrierName` is true is not added, because clients send back carriers that
   * they received. In an XML list, however, the names of all child elements that are not items are added.
   */
  readonly ignored: IgnoredName[]
  /** Returns a spelling in which a name was received. Undefined for formats whose parser does not change names to lower case. */
  readonly spelling?: ((name: string) => string) | undefined
  /** True for parsed XML, in which a list with items is an object with the item elements as properties. */
  readonly hasElements: boolean
}

interface PropertyNames {
  /** True if all names have the documented spelling. Then the body need not be copied. */
  areDocumented (body: Properties): boolean
  /**
   * Returns a copy of the body with the documented spelling of each name and without unknown names. If an object has a documented name in
   * several spellings, this is a violation.
   * @param path prefix of the names in violations: `ExtraInfo[0].`
   */
  document (body: Properties, path: string, reading: NameReading): Properties
}

/**
 * Compiles the normalization of property names. Names are case-insensitive, because the service's own client sends `blobId`
 * (superoffice-protocol, section 5). If the schema forbids additional properties, unknown names are violations. Otherwise they are ignored.
 */
export function compilePropertyNames (schema: TObject): PropertyNames {
  const isClosed = schema.additionalProperties === false
  const known = Object.keys(schema.properties)
  const unknown = `is unknown. Supported: ${known.join(', ')}`
  const documented = new Map<string, Documented>()
  const anyCase = new Map<string, Documented>()
  for (const [name, property] of Object.entries(schema.properties)) {
    const nestedSchema = objectVariant(property)
    const entry = { name, nested: nestedSchema && compilePropertyNames(nestedSchema), list: compileList(property) }
    documented.set(name, entry)
    anyCase.set(name.toLowerCase(), entry)
  }

  return {
    areDocumented (body) {
      for (const key of Object.keys(body)) {
        const entry = documented.get(key)
        if (entry === undefined || !hasDocumented(body[key], entry)) return false
      }
      return true
    },

    document (body, path, reading) {
      const read: Properties = {}
      const twice = new Set<string>()
      for (const key of Object.keys(body)) {
        const entry = anyCase.get(key.toLowerCase())
        if (entry === undefined) {
          if (isClosed) reading.violations.push({ path: path + shortText(key), problem: unknown })
          else if (!isCarrierName(key)) reading.ignored.push({ path, name: reading.spelling?.(key) ?? key, known })
          continue
        }
        if (Object.hasOwn(read, entry.name)) twice.add(entry.name)
        const value = takeLast(body[key], path + entry.name, reading.violations)
        read[entry.name] = documentValue(value, entry, path + entry.name, reading)
      }
      for (const name of twice) reading.violations.push(describeRepeatedName(name, body, path))
      return read
    },
  }
}

function compileList (property: TSchema): List | undefined {
  const item = itemsVariant(property)
  return item && { element: item['xml'].name, item: compilePropertyNames(item) }
}

function hasDocumented (value: unknown, { nested, list }: Documented): boolean {
  if (nested !== undefined) return !isProperties(value) || nested.areDocumented(value)
  return list === undefined || !Array.isArray(value) || value.every(item => !isProperties(item) || list.item.areDocumented(item))
}

function documentValue (value: unknown, { nested, list }: Documented, path: string, reading: NameReading): unknown {
  if (nested !== undefined && isProperties(value)) return nested.document(value, `${path}.`, reading)
  if (list === undefined) return value
  const items = reading.hasElements && isProperties(value) ? findElements(list.element, value, path, reading) : value
  if (!Array.isArray(items)) return items
  return Array.from(items, (item, index) =>
    isProperties(item) ? list.item.document(item, `${path}[${index}].`, reading) : item)
}

function findElements (name: string, parent: Properties, path: string, { ignored }: NameReading): unknown[] {
  const isElement = (key: string) => key.toLowerCase() === name.toLowerCase()
  const keys = Object.keys(parent)
  for (const key of keys) if (!isElement(key)) ignored.push({ path: `${path}.`, name: key, known: [name] })
  return keys.filter(isElement).map(key => parent[key]).flatMap(value => value instanceof Repeated ? value.values : [value])
}

function takeLast (value: unknown, path: string, violations: Violation[]): unknown {
  if (!(value instanceof Repeated)) return value
  violations.push({ path, problem: `must be sent once; got ${value.values.length}` })
  return value.values.at(-1)
}

function describeRepeatedName (name: string, body: Properties, path: string): Violation {
  const spellings = Object.keys(body).filter(key => key.toLowerCase() === name.toLowerCase())
  const named = spellings.slice(0, MOST_SPELLINGS).map(quote).join(' and ')
  const more = spellings.length > MOST_SPELLINGS ? ` and ${spellings.length - MOST_SPELLINGS} more spellings` : ''
  return { path: path + name, problem: `must be sent once; got ${named}${more}` }
}
