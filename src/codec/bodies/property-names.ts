import type { TObject, TSchema } from '@sinclair/typebox'
import type { Violation } from '../../errors/api-errors.js'
import { quote, shortened } from '../../errors/expectation.js'
import { Repeated } from '../formats/parsed-body.js'
import { isProperties, type Properties } from '../properties.js'
import { itemsVariant, objectVariant } from '../variants.js'

/** A name has as many spellings as letters can be small or large: thousands. A sentence names a few. */
const MOST_SPELLINGS = 3

interface Documented {
  readonly name: string
  readonly nested: PropertyNames | undefined
  readonly list: List | undefined
}

/** A property that holds several objects. */
interface List {
  /** The name of the element that each is in XML. */
  readonly element: string
  readonly item: PropertyNames
}

/** How a body is read. */
export interface NameReading {
  readonly violations: Violation[]
  /** Whether lists are objects whose properties are the items: in XML, where all are elements. */
  readonly hasElements: boolean
}

export interface PropertyNames {
  /** Whether all names are documented ones in the documented spelling, as those of most callers are. */
  areDocumented (body: Properties): boolean
  /**
   * The body with documented names and nothing else. What it is in stands at the path: `ExtraInfo[0].`. A name that
   * came under two spellings is a violation.
   */
  document (body: Properties, path: string, reading: NameReading): Properties
}

/**
 * Compiles the reading of property names, which the service takes in any case: its own client sends
 * `blobId` (superoffice-protocol, section 5). Other names are ignored, unless the schema allows no additional properties.
 */
export function compilePropertyNames (schema: TObject): PropertyNames {
  const isClosed = schema.additionalProperties === false
  const documented = new Map<string, Documented>()
  const anyCase = new Map<string, Documented>()
  for (const [name, property] of Object.entries(schema.properties)) {
    const nestedSchema = objectVariant(property)
    const entry = { name, nested: nestedSchema && compilePropertyNames(nestedSchema), list: listOf(property) }
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
          if (isClosed) reading.violations.push(unknownName(key, path, Object.keys(schema.properties)))
          continue
        }
        if (Object.hasOwn(read, entry.name)) twice.add(entry.name)
        const value = once(body[key], path + entry.name, reading.violations)
        read[entry.name] = documentValue(value, entry, path + entry.name, reading)
      }
      for (const name of twice) reading.violations.push(cameTwice(name, body, path))
      return read
    },
  }
}

function listOf (property: TSchema): List | undefined {
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
  const items = reading.hasElements && isProperties(value) ? elementsNamed(list.element, value) : value
  if (!Array.isArray(items)) return items
  return Array.from(items, (item, index) =>
    isProperties(item) ? list.item.document(item, `${path}[${index}].`, reading) : item)
}

/** All that came under a name, in any case. */
function elementsNamed (name: string, parent: Properties): unknown[] {
  return Object.entries(parent)
    .filter(([key]) => key.toLowerCase() === name.toLowerCase())
    .flatMap(([, value]) => value instanceof Repeated ? value.values : [value])
}

/** What came under a name, and a violation if that was more than one value: of these the last counts. */
function once (value: unknown, path: string, violations: Violation[]): unknown {
  if (!(value instanceof Repeated)) return value
  violations.push({ path, problem: `must come once; it came ${value.values.length} times` })
  return value.values.at(-1)
}

function unknownName (came: string, path: string, names: readonly string[]): Violation {
  return { path: path + shortened(came), problem: `is no property that is known here; there are ${names.join(', ')}` }
}

function cameTwice (name: string, body: Properties, path: string): Violation {
  const spellings = Object.keys(body).filter(key => key.toLowerCase() === name.toLowerCase())
  const named = spellings.slice(0, MOST_SPELLINGS).map(quote).join(' and ')
  const more = spellings.length > MOST_SPELLINGS ? ` and in ${spellings.length - MOST_SPELLINGS} spellings more` : ''
  return { path: path + name, problem: `must come once; it came as ${named}${more}` }
}
