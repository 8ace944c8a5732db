import type { TObject } from '@sinclair/typebox'
import type { Violation } from '../../errors.js'
import { quote } from '../../expectation.js'
import { Repeated } from '../formats/parsed-body.js'
import { isProperties, type Properties } from '../properties.js'
import { objectVariant } from '../variants.js'

/** A name has as many spellings as letters can be small or large: thousands. A sentence names a few. */
const MOST_SPELLINGS = 3

interface Documented {
  readonly name: string
  readonly nested: PropertyNames | undefined
}

export interface PropertyNames {
  /** Whether all names are documented ones in the documented spelling, as those of most callers are. */
  areDocumented (body: Properties): boolean
  /** The body with documented names and nothing else; a name that came under two spellings is a violation. */
  document (body: Properties, path: string, violations: Violation[]): Properties
}

/**
 * Compiles the reading of property names, which the service takes in any case: its own client sends
 * `blobId` (superoffice-protocol, section 5).
 */
export function compilePropertyNames (schema: TObject): PropertyNames {
  const documented = new Map<string, Documented>()
  const anyCase = new Map<string, Documented>()
  for (const [name, property] of Object.entries(schema.properties)) {
    const nestedSchema = objectVariant(property)
    const entry = { name, nested: nestedSchema && compilePropertyNames(nestedSchema) }
    documented.set(name, entry)
    anyCase.set(name.toLowerCase(), entry)
  }

  return {
    areDocumented (body) {
      for (const key of Object.keys(body)) {
        const entry = documented.get(key)
        if (entry === undefined) return false
        if (entry.nested === undefined) continue
        const value = body[key]
        if (isProperties(value) && !entry.nested.areDocumented(value)) return false
      }
      return true
    },

    document (body, path, violations) {
      const read: Properties = {}
      const twice = new Set<string>()
      for (const key of Object.keys(body)) {
        const entry = anyCase.get(key.toLowerCase())
        if (entry === undefined) continue
        if (Object.hasOwn(read, entry.name)) twice.add(entry.name)
        const value = once(body[key], path + entry.name, violations)
        read[entry.name] = entry.nested !== undefined && isProperties(value)
          ? entry.nested.document(value, `${path}${entry.name}.`, violations)
          : value
      }
      for (const name of twice) violations.push(cameTwice(name, body, path))
      return read
    },
  }
}

/** What came under a name, and a violation if that was more than one value: of these the last counts. */
function once (value: unknown, path: string, violations: Violation[]): unknown {
  if (!(value instanceof Repeated)) return value
  violations.push({ path, problem: `must come once; it came ${value.times} times` })
  return value.last
}

function cameTwice (name: string, body: Properties, path: string): Violation {
  const spellings = Object.keys(body).filter(key => key.toLowerCase() === name.toLowerCase())
  const named = spellings.slice(0, MOST_SPELLINGS).map(quote).join(' and ')
  const more = spellings.length > MOST_SPELLINGS ? ` and in ${spellings.length - MOST_SPELLINGS} spellings more` : ''
  return { path: path + name, problem: `must come once; it came as ${named}${more}` }
}
