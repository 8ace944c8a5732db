import type { Comparison, TextMatch } from '../../storage/product-query.js'
import type { RestrictionType } from './columns.js'
import { PERIODS, type FindPeriod } from './date-periods.js'

export interface Operator {
  /** If `kind` is a function, it returns the period that must contain the date. */
  readonly kind: Comparison | TextMatch | 'in' | 'between' | 'caller' | FindPeriod
  readonly isNegated: boolean
  /** The only type of column that supports the operator. If undefined, `FITS` determines by `kind` which types support it. */
  readonly type?: RestrictionType
}

const is = (kind: Operator['kind'], type?: RestrictionType): Operator => ({ kind, isNegated: false, ...(type && { type }) })
const isNot = (kind: Operator['kind'], type?: RestrictionType): Operator => ({ kind, isNegated: true, ...(type && { type }) })

/** The operators of OData and of the service (the vendor's documentation, REST WebAPI search and archive provider restriction types). */
const FILTER_OPERATORS: Readonly<Record<string, Operator>> = {
  eq: is('equal'),
  '=': is('equal'),
  equals: is('equal'),
  is: is('equal'),
  set: is('equal'),
  ne: isNot('equal'),
  '<>': isNot('equal'),
  '!=': isNot('equal'),
  unequals: isNot('equal'),
  isNot: isNot('equal'),
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
  before: is('less', 'date'),
  date: is('equal', 'date'),
  after: is('greater', 'date'),
  beforeTime: is('less', 'date'),
  dateTime: is('equal', 'date'),
  afterTime: is('greaterOrEqual', 'date'),
  dateBetween: is('between', 'date'),
  ...Object.fromEntries(Object.entries(PERIODS).map(([name, findPeriod]) => [name, is(findPeriod, 'date')])),
  associateIsOneOf: is('in', 'associate'),
  associateIsNotOneOf: isNot('in', 'associate'),
  currentAssociate: is('caller', 'associate'),
}

const TEXT_MATCHES: readonly Operator['kind'][] = ['startsWith', 'contains', 'endsWith']
const EQUALITIES: readonly Operator['kind'][] = ['equal', 'in']

const isNoMatch = (kind: Operator['kind']) => !TEXT_MATCHES.includes(kind)
const isEquality = (kind: Operator['kind']) => EQUALITIES.includes(kind)

/** By type of column: true if the type supports operators of `kind`. Used only for operators without `type`. */
const FITS: Readonly<Record<RestrictionType, (kind: Operator['kind']) => boolean>> = {
  string: () => true,
  listAny: () => true,
  int: isNoMatch,
  decimal: isNoMatch,
  date: isNoMatch,
  bool: isEquality,
  associate: isEquality,
}

const operatorsByName = new Map(Object.entries(FILTER_OPERATORS).map(([name, operator]) => [name.toLowerCase(), operator]))

/** Returns the operator with the case-insensitive name `name`; undefined if it does not exist or columns of `type` do not support it. */
export function findOperator (name: string, type: RestrictionType): Operator | undefined {
  const operator = operatorsByName.get(name.toLowerCase())
  if (operator === undefined) return undefined
  return operator.type === type || (operator.type === undefined && FITS[type](operator.kind)) ? operator : undefined
}

export const operatorNames = (type: RestrictionType): string[] =>
  Object.keys(FILTER_OPERATORS).filter(name => findOperator(name, type) !== undefined)

/** The functions of filters by name. `isTextFirst` is true if the string is the first argument and the column the second. */
const FUNCTIONS: Readonly<Record<string, { readonly kind: TextMatch, readonly isTextFirst: boolean }>> = {
  contains: { kind: 'contains', isTextFirst: false },
  startswith: { kind: 'startsWith', isTextFirst: false },
  endswith: { kind: 'endsWith', isTextFirst: false },
  substringof: { kind: 'contains', isTextFirst: true },
}

export const FUNCTION_NAMES = Object.keys(FUNCTIONS)

const functions = new Map(Object.entries(FUNCTIONS))

/** Returns the filter function with the case-insensitive name `name`; undefined if it does not exist. */
export const findFunction = (name: string) => functions.get(name.toLowerCase())
