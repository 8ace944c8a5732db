import type { Comparison, TextMatch } from '../../storage/product-query.js'
import type { ListColumn } from './list-columns.js'

/** The condition that an operator puts on a column, or its negation. */
export interface Operator {
  readonly kind: Comparison | TextMatch | 'in' | 'between'
  readonly isNegated: boolean
}

const is = (kind: Operator['kind']): Operator => ({ kind, isNegated: false })
const isNot = (kind: Operator['kind']): Operator => ({ kind, isNegated: true })

/** The operators of OData and those of the service (docs, REST WebAPI search). */
const FILTER_OPERATORS: Readonly<Record<string, Operator>> = {
  eq: is('equal'),
  '=': is('equal'),
  equals: is('equal'),
  is: is('equal'),
  set: is('equal'),
  ne: is('unequal'),
  '<>': is('unequal'),
  '!=': is('unequal'),
  unequals: is('unequal'),
  isNot: is('unequal'),
  gt: is('greater'),
  '>': is('greater'),
  greater: is('greater'),
  lt: is('less'),
  '<': is('less'),
  less: is('less'),
  ge: is('greaterOrEqual'),
  '>=': is('greaterOrEqual'),
  le: is('lessOrEqual'),
  '<=': is('lessOrEqual'),
  between: is('between'),
  in: is('in'),
  oneOf: is('in'),
  notOneOf: isNot('in'),
  begins: is('startsWith'),
  startswith: is('startsWith'),
  notBegins: isNot('startsWith'),
  contains: is('contains'),
  notContains: isNot('contains'),
  endswith: is('endsWith'),
}

const TEXT_MATCHES: readonly Operator['kind'][] = ['startsWith', 'contains', 'endsWith']
const EQUALITIES: readonly Operator['kind'][] = ['equal', 'unequal', 'in']

/** True if an operator can be applied to columns of a type. */
const FITS: Readonly<Record<ListColumn['type'], (kind: Operator['kind']) => boolean>> = {
  text: () => true,
  number: kind => !TEXT_MATCHES.includes(kind),
  boolean: kind => EQUALITIES.includes(kind),
}

const operatorsByName = new Map(Object.entries(FILTER_OPERATORS).map(([name, operator]) => [name.toLowerCase(), operator]))

/** Returns the operator with a name, in any case, or undefined if columns of the type do not support it. */
export function operatorNamed (name: string, type: ListColumn['type']): Operator | undefined {
  const operator = operatorsByName.get(name.toLowerCase())
  return operator !== undefined && FITS[type](operator.kind) ? operator : undefined
}

export const operatorNames = (type: ListColumn['type']): string[] =>
  Object.keys(FILTER_OPERATORS).filter(name => operatorNamed(name, type) !== undefined)

/** The functions, with the order of their arguments. */
const FUNCTIONS: Readonly<Record<string, { readonly kind: TextMatch, readonly isTextFirst: boolean }>> = {
  contains: { kind: 'contains', isTextFirst: false },
  startswith: { kind: 'startsWith', isTextFirst: false },
  endswith: { kind: 'endsWith', isTextFirst: false },
  substringof: { kind: 'contains', isTextFirst: true },
}

export const FUNCTION_NAMES = Object.keys(FUNCTIONS)

const functions = new Map(Object.entries(FUNCTIONS))

/** Returns the function with a name, in any case. */
export const functionNamed = (name: string) => functions.get(name.toLowerCase())
