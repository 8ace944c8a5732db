import type Database from 'better-sqlite3'
import type { Comparison, Condition, ProductProperty, TextMatch } from '../../product-query.js'
import { LISTED_COLUMNS, keptValue } from './listed-columns.js'

/** Normalizes a string for comparisons. SQLite's lower() is not used, because it changes only ASCII letters. */
const folded = (text: unknown) => String(text ?? '').toLowerCase()

const MATCHES: Readonly<Record<TextMatch, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
}

/** Equality is `IS`, because `=` is not true for two nulls. */
const SQL_OPERATORS: Readonly<Record<Comparison, string>> = {
  equal: 'IS', greater: '>', less: '<', greaterOrEqual: '>=', lessOrEqual: '<=',
}

/** Registers the SQL functions that conditions use. */
export function addConditionFunctions (db: Database.Database): void {
  db.function('folded', { deterministic: true }, folded)
  for (const [name, matches] of Object.entries(MATCHES)) {
    db.function(name, { deterministic: true }, (text: unknown, part: unknown) =>
      Number(matches(folded(text), String(part))))
  }
}

/** Returns the SQL expression by which a property is compared and ordered. */
export function sortKey (property: ProductProperty): string {
  const { column, form } = LISTED_COLUMNS[property]
  return form === 'text' ? `folded(${column})` : column
}

/** Formats a condition as SQL, and appends the values of its placeholders to `bound`. */
export function toSql (condition: Condition, bound: unknown[]): string {
  const bind = (property: ProductProperty, value: unknown) => {
    bound.push(LISTED_COLUMNS[property].form === 'text' ? folded(value) : keptValue(property, value))
    return '?'
  }
  switch (condition.kind) {
    case 'and':
    case 'or': return joined(condition.conditions.map(inner => toSql(inner, bound)), condition.kind)
    case 'not': return `(NOT ${toSql(condition.condition, bound)})`
    case 'in': return `ifnull(${sortKey(condition.property)} IN (${condition.values.map(value => bind(condition.property, value))}), 0)`
    case 'contains':
    case 'startsWith':
    case 'endsWith': return `${condition.kind}(${LISTED_COLUMNS[condition.property].column}, ${bind(condition.property, condition.text)})`
    default: return `ifnull(${sortKey(condition.property)} ${SQL_OPERATORS[condition.kind]} ${bind(condition.property, condition.value)}, 0)`
  }
}

/**
 * Joins expressions as a balanced tree, because SQLite nests `a or b or c` by one level for each operator and allows only 1000 levels.
 */
function joined (parts: readonly string[], operator: 'and' | 'or'): string {
  const [only = ''] = parts
  if (parts.length === 1) return only
  const half = Math.ceil(parts.length / 2)
  return `(${joined(parts.slice(0, half), operator)} ${operator} ${joined(parts.slice(half), operator)})`
}
