import { Type, type Static } from '@sinclair/typebox'
import { CLOSED, Words } from '../../carriers/scalars.js'
import { ConfigError } from '../../config/config.js'
import { readJsonFile } from '../../config/json-file.js'

const RuleSchema = Type.Object({
  Property: Type.String({ minLength: 1, expected: 'the path of a property such as Body.CreatedBy.Name or **.UpdatedDate' }),
  As: Words(['any', 'type', 'date', 'id'], { default: undefined }),
}, CLOSED)

const RulesSchema = Type.Object({ Rules: Type.Array(RuleSchema) }, CLOSED)

/**
 * The kind of a rule, which determines when two values match. `any` matches any two values, `type` two values of the same type, and `date`
 * two strings that are dates with a time. `id` matches any two numbers when the recorded number occurs for the first time. After that, the
 * recorded number matches only the number that the mock returned the first time.
 */
export type MatchKind = Static<typeof RuleSchema>['As']

/**
 * Returns the kind of the first rule that matches the path of a property. Undefined if no rule matches: two objects or two arrays are then
 * compared by their properties or items, and other values must be equal.
 */
export type FindRule = (property: readonly string[]) => MatchKind | undefined

/**
 * Reads the rules of a file. Without `path`, no property has a rule.
 * @throws ConfigError if the file cannot be read or is invalid
 */
export function readRules (path: string | undefined): FindRule {
  if (path === undefined) return () => undefined
  const { Rules } = readJsonFile(RulesSchema, {
    name: path,
    subject: 'The rules file',
    advice: 'It must be such as {"Rules":[{"Property":"**.UpdatedDate","As":"date"}]}.',
    isSecret: false,
    error: message => new ConfigError(message),
  })
  const rules = Rules.map(({ Property, As }) => ({ pattern: splitProperty(Property), As }))
  return property => {
    const names = property.map(name => name.toLowerCase())
    return rules.find(({ pattern }) => fits(pattern, names))?.As
  }
}

/** Splits the path of a property, such as `Body.ExtraInfo[0].Name`, into names and indexes in lower case. */
const splitProperty = (property: string) => property.toLowerCase().replaceAll(']', '').split(/[.[]/)

/** True if a pattern matches all names. `*` matches one name or index, and `**` any number of names and indexes, including none. */
function fits ([first, ...pattern]: readonly string[], names: readonly string[]): boolean {
  if (first === undefined) return names.length === 0
  if (first === '**') return names.some((_name, index) => fits(pattern, names.slice(index))) || fits(pattern, [])
  const [name, ...others] = names
  return name !== undefined && (first === '*' || first === name) && fits(pattern, others)
}
