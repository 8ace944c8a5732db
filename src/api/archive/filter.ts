import { columnNotFilterable, filterRangeWrong, filterTooDeep, functionUnknown, operatorUnknown } from '../../errors/filter-errors.js'
import type { Condition, ProductProperty } from '../../storage/product-query.js'
import { requireColumn, isRestricted, type RestrictedColumn } from './columns.js'
import { periodAround, type FindPeriod } from './date-periods.js'
import { FUNCTION_NAMES, findFunction, findOperator, operatorNames, type Operator } from './filter-operators.js'
import { tokenizeFilter, unquote, type Tokens } from './filter-tokens.js'
import { BOOLEANS, isSpan, readOperand, startOfDay, type FilterContext, type Operand } from './filter-values.js'

/** Maximum depth of nested brackets and `not`. It bounds the recursion of the parser, and the nesting of the parsed condition. */
const MOST_NESTED = 32

interface Reading {
  readonly tokens: Tokens
  readonly context: FilterContext
  /** The number of enclosing levels at the current token: each `not`, and each pair of brackets around conditions, is a level. */
  readonly depth: number
}

/**
 * Parses a filter such as `name begins 'S' and (listPrice gt 10 or not contains(code, 'x'))`. `not` has a higher precedence than `and`, and
 * `and` a higher one than `or`.
 * @throws ApiError 400 for an invalid filter
 */
export function parseFilter (filter: string, context: FilterContext): Condition {
  const tokens = tokenizeFilter(filter, context.parameter)
  const condition = readDisjunction({ tokens, context, depth: 0 })
  if (tokens.next.kind !== 'end') tokens.refuse('and, or, or the end')
  return condition
}

function readDisjunction (reading: Reading): Condition {
  const conditions = [readConjunction(reading)]
  while (reading.tokens.skip('or')) conditions.push(readConjunction(reading))
  return { kind: 'or', conditions }
}

function readConjunction (reading: Reading): Condition {
  const conditions = [readNegation(reading)]
  while (reading.tokens.skip('and')) conditions.push(readNegation(reading))
  return { kind: 'and', conditions }
}

function readNegation (reading: Reading): Condition {
  const { tokens, context, depth } = reading
  if (depth > MOST_NESTED) throw filterTooDeep(context.parameter, MOST_NESTED)
  return tokens.skip('not') ? not(readNegation({ ...reading, depth: depth + 1 })) : readTerm(reading)
}

const not = (condition: Condition): Condition => ({ kind: 'not', condition })

function readTerm (reading: Reading): Condition {
  const { tokens, context, depth } = reading
  if (tokens.skip('(')) {
    const condition = readDisjunction({ ...reading, depth: depth + 1 })
    tokens.expect(')')
    return condition
  }
  const name = tokens.takeName('a column, a function, not or "("')
  if (tokens.skip('(')) return readFunctionCall(name, reading)
  return readComparison(restrictedColumn(name, context.parameter), reading)
}

/**
 * Returns the column with the case-insensitive name `name`.
 * @param parameter the parameter or property that contains the name, for the error message
 * @throws ApiError 400 if the column does not exist or filters cannot compare it
 */
export function restrictedColumn (name: string, parameter: string): RestrictedColumn {
  const column = requireColumn(name, parameter)
  if (!isRestricted(column)) throw columnNotFilterable(parameter, column.name)
  return column
}

/**
 * Returns the operator with the case-insensitive name `source`.
 * @param parameter the parameter or property that contains the operator, for the error message
 * @throws ApiError 400 if the operator does not exist, or columns of this type do not support it
 */
export function requireOperator ({ name, type }: RestrictedColumn, source: string, parameter: string): Operator {
  const operator = findOperator(source, type)
  if (operator === undefined) throw operatorUnknown(parameter, name, source, operatorNames(type))
  return operator
}

/**
 * Parses the arguments of the function `name` and the optional comparison of its result, as in `substringof('x', name) eq true`. The
 * opening bracket is already consumed.
 */
function readFunctionCall (name: string, reading: Reading): Condition {
  const { tokens, context: { parameter } } = reading
  const called = findFunction(name)
  if (called === undefined) throw functionUnknown(parameter, name, FUNCTION_NAMES)
  const textBefore = called.isTextFirst ? readText(tokens) : undefined
  if (textBefore !== undefined) tokens.expect(',')
  const column = restrictedColumn(tokens.takeName('a column'), parameter)
  if (!['string', 'listAny'].includes(column.type)) throw operatorUnknown(parameter, column.name, name, operatorNames(column.type))
  if (textBefore === undefined) tokens.expect(',')
  const text = textBefore ?? readText(tokens)
  tokens.expect(')')
  const condition: Condition = { kind: called.kind, property: column.property, text }
  return readTruth(tokens) ? condition : not(condition)
}

function readText (tokens: Tokens): string {
  return tokens.next.kind === 'text' ? unquote(tokens.take()) : tokens.refuse('a string in quotes')
}

/**
 * Parses the optional comparison after a function call, such as `eq true`. Returns false if the comparison negates the call, otherwise
 * true.
 */
function readTruth (tokens: Tokens): boolean {
  const operator = findOperator(tokens.next.source, 'bool')
  if (operator === undefined) return true
  if (operator.kind === 'in') tokens.refuse('eq, and, or, or the end')
  tokens.take()
  const truth = BOOLEANS.get(tokens.next.source.toLowerCase()) ?? tokens.refuse('true or false')
  tokens.take()
  return truth !== operator.isNegated
}

function readComparison (column: RestrictedColumn, reading: Reading): Condition {
  const { tokens, context: { parameter } } = reading
  const { kind: next } = tokens.next
  if (next !== 'word' && next !== 'symbol') tokens.refuse(`an operator for the column ${column.name}`)
  const operator = requireOperator(column, tokens.take().source, parameter)
  const condition = readOperands(operator.kind, column, reading)
  return operator.isNegated ? not(condition) : condition
}

function readOperands (kind: Operator['kind'], column: RestrictedColumn, { tokens, context }: Reading): Condition {
  const { property } = column
  if (typeof kind === 'function') return withinPeriod(kind, property, context)
  switch (kind) {
    case 'caller': return { kind: 'equal', property, value: context.callerName }
    case 'equal': return tokens.skip('null') ? { kind, property, value: null } : equalTo(readOperand(column, tokens, context))
    case 'in': return anyOperand(readValues(column, tokens, context))
    case 'between': return readRange(column, tokens, context)
    case 'contains':
    case 'startsWith':
    case 'endsWith': return { kind, property, text: readText(tokens) }
    default: return compare(kind, readOperand(column, tokens, context))
  }
}

function equalTo ({ property, value }: Operand): Condition {
  return isSpan(value) ? within(property, value.first, value.end) : { kind: 'equal', property, value }
}

function compare (kind: 'greater' | 'less' | 'greaterOrEqual' | 'lessOrEqual', { property, value }: Operand): Condition {
  if (!isSpan(value)) return { kind, property, value }
  switch (kind) {
    case 'greater': return { kind: 'greaterOrEqual', property, value: value.end }
    case 'greaterOrEqual': return { kind, property, value: value.first }
    case 'less': return { kind, property, value: value.first }
    case 'lessOrEqual': return { kind: 'less', property, value: value.end }
  }
}

/** Returns the condition that a date is at or after `first`, and before `end`. An undefined limit is not compared. */
function within (property: ProductProperty, first: string | undefined, end: string | undefined): Condition {
  return {
    kind: 'and',
    conditions: [
      ...(first === undefined ? [] : [{ kind: 'greaterOrEqual' as const, property, value: first }]),
      ...(end === undefined ? [] : [{ kind: 'less' as const, property, value: end }]),
    ],
  }
}

function withinPeriod (findPeriod: FindPeriod, property: ProductProperty, { dates, now }: FilterContext): Condition {
  const { first, end } = periodAround(findPeriod, dates.write(now).slice(0, 10))
  return within(property, first && startOfDay(first, dates), end && startOfDay(end, dates))
}

/**
 * Returns the condition that at least one of the operands matches. A filter can have thousands of operands. Therefore all operands with the
 * same property, except dates, become a single condition of the kind `in`.
 */
function anyOperand (operands: readonly Operand[]): Condition {
  const values = new Map<ProductProperty, (string | number | boolean)[]>()
  const conditions: Condition[] = []
  for (const operand of operands) {
    const { property, value } = operand
    if (isSpan(value)) {
      conditions.push(equalTo(operand))
      continue
    }
    const list = values.get(property) ?? []
    values.set(property, list)
    list.push(value)
  }
  for (const [property, list] of values) conditions.push({ kind: 'in', property, values: list })
  return { kind: 'or', conditions }
}

function readRange (column: RestrictedColumn, tokens: Tokens, context: FilterContext): Condition {
  const [least, most, ...others] = readValues(column, tokens, context)
  if (least === undefined || most === undefined || others.length > 0) throw filterRangeWrong(context.parameter, column.name)
  return { kind: 'and', conditions: [compare('greaterOrEqual', least), compare('lessOrEqual', most)] }
}

function readValues (column: RestrictedColumn, tokens: Tokens, context: FilterContext): Operand[] {
  tokens.expect('(')
  const values = [readOperand(column, tokens, context)]
  while (tokens.skip(',')) values.push(readOperand(column, tokens, context))
  tokens.expect(')')
  return values
}
