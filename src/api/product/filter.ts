import { filterRangeWrong, filterTooDeep, filterValueWrong, functionUnknown, operatorUnknown } from '../../errors/api-errors.js'
import type { Condition } from '../../storage/product-query.js'
import { FUNCTION_NAMES, functionNamed, operatorNamed, operatorNames, type Operator } from './filter-operators.js'
import { unquote, tokenizeFilter, type Tokens } from './filter-tokens.js'
import { columnNamed, type ListColumn } from './list-columns.js'

/** Nesting limit of brackets and `not`. It bounds the recursion of this parser and of the SQL. */
const MOST_NESTED = 32

type FilterValue = string | number | boolean

const CONSTANTS = new Map<string, boolean | null>([['true', true], ['false', false], ['null', null]])

/** What values of a column must be, for error messages. */
const EXPECTED: Readonly<Record<ListColumn['type'], string>> = {
  text: 'a text in quotes', number: 'a number', boolean: 'true or false',
}

/**
 * Parses a filter: `name begins 'S' and (listPrice gt 10 or not contains(code, 'x'))`. `not` binds stronger than `and`,
 * and `and` stronger than `or`.
 * @throws ApiError 400 that says what is wrong and what is expected
 */
export function parseFilter (filter: string): Condition {
  const tokens = tokenizeFilter(filter)
  const condition = readAlternatives(tokens, 0)
  if (tokens.next.kind !== 'end') tokens.refuse('and, or, or its end')
  return condition
}

function readAlternatives (tokens: Tokens, depth: number): Condition {
  const first = readConjunction(tokens, depth)
  const others: Condition[] = []
  while (tokens.skip('or')) others.push(readConjunction(tokens, depth))
  return others.length === 0 ? first : { kind: 'or', conditions: [first, ...others] }
}

function readConjunction (tokens: Tokens, depth: number): Condition {
  const first = readNegation(tokens, depth)
  const others: Condition[] = []
  while (tokens.skip('and')) others.push(readNegation(tokens, depth))
  return others.length === 0 ? first : { kind: 'and', conditions: [first, ...others] }
}

function readNegation (tokens: Tokens, depth: number): Condition {
  if (depth > MOST_NESTED) throw filterTooDeep(MOST_NESTED)
  return tokens.skip('not') ? not(readNegation(tokens, depth + 1)) : readTerm(tokens, depth)
}

const not = (condition: Condition): Condition => ({ kind: 'not', condition })

function readTerm (tokens: Tokens, depth: number): Condition {
  if (tokens.skip('(')) {
    const condition = readAlternatives(tokens, depth + 1)
    tokens.expect(')')
    return condition
  }
  const name = tokens.takeName('a column, a function, not or "("')
  return tokens.skip('(') ? readCall(name, tokens) : readComparison(columnNamed(name, '$filter'), tokens)
}

/** Parses a function after its opening bracket, with an optional truth value: `substringof('x', name) eq true`. */
function readCall (name: string, tokens: Tokens): Condition {
  const called = functionNamed(name)
  if (called === undefined) throw functionUnknown(name, FUNCTION_NAMES)
  const textBefore = called.isTextFirst ? readTextAndComma(tokens) : undefined
  const column = columnNamed(tokens.takeName('a column'), '$filter')
  if (column.type !== 'text') throw operatorUnknown(column.name, name, operatorNames(column.type))
  if (textBefore === undefined) tokens.expect(',')
  const text = textBefore ?? readText(column, tokens)
  tokens.expect(')')
  const condition: Condition = { kind: called.kind, property: column.property, text }
  return readTruth(tokens) ? condition : not(condition)
}

function readTextAndComma (tokens: Tokens): string {
  if (tokens.next.kind !== 'text') tokens.refuse(EXPECTED.text)
  const text = unquote(tokens.take())
  tokens.expect(',')
  return text
}

/** Parses the optional `eq true` or `eq false` after a function. */
function readTruth (tokens: Tokens): boolean {
  const operator = operatorNamed(tokens.next.source, 'boolean')
  if (operator === undefined) return true
  if (operator.kind === 'in') tokens.refuse('eq, and, or, or its end')
  tokens.take()
  const { source } = tokens.next
  const truth = CONSTANTS.get(source.toLowerCase())
  if (typeof truth !== 'boolean') tokens.refuse('true or false')
  tokens.take()
  return truth === (operator.kind === 'equal')
}

/** Parses the operator and the values after a column. */
function readComparison (column: ListColumn, tokens: Tokens): Condition {
  if (tokens.next.kind === 'end') tokens.refuse(`an operator for the column ${column.name}`)
  const { source } = tokens.take()
  const operator = operatorNamed(source, column.type)
  if (operator === undefined) throw operatorUnknown(column.name, source, operatorNames(column.type))
  const { kind, isNegated } = operator
  const condition = readOperands(kind, column, tokens)
  return isNegated ? not(condition) : condition
}

function readOperands (kind: Operator['kind'], column: ListColumn, tokens: Tokens): Condition {
  const { property } = column
  switch (kind) {
    case 'equal':
    case 'unequal': return { kind, property, value: readNullable(column, tokens) }
    case 'in': return { kind, property, values: readValues(column, tokens) }
    case 'between': return readRange(column, tokens)
    case 'contains':
    case 'startsWith':
    case 'endsWith': return { kind, property, text: readText(column, tokens) }
    default: return { kind, property, value: readValue(column, tokens) }
  }
}

function readRange (column: ListColumn, tokens: Tokens): Condition {
  const { property } = column
  const [least, most, ...others] = readValues(column, tokens)
  if (least === undefined || most === undefined || others.length > 0) throw filterRangeWrong(column.name)
  return {
    kind: 'and',
    conditions: [{ kind: 'greaterOrEqual', property, value: least }, { kind: 'lessOrEqual', property, value: most }],
  }
}

/** Parses values in brackets, separated by commas. */
function readValues (column: ListColumn, tokens: Tokens): FilterValue[] {
  tokens.expect('(')
  const values = [readValue(column, tokens)]
  while (tokens.skip(',')) values.push(readValue(column, tokens))
  tokens.expect(')')
  return values
}

function readNullable (column: ListColumn, tokens: Tokens): FilterValue | null {
  return tokens.skip('null') ? null : readValue(column, tokens)
}

function readText (column: ListColumn, tokens: Tokens): string {
  return String(readValue(column, tokens))
}

/** Parses a value of the column's type. */
function readValue (column: ListColumn, tokens: Tokens): FilterValue {
  const { kind, source, position } = tokens.next
  const value = kind === 'text' ? unquote(tokens.next) : kind === 'number' ? Number(source) : CONSTANTS.get(source.toLowerCase())
  if (!isOfType(value, column.type)) throw filterValueWrong(column.name, EXPECTED[column.type], source, position)
  tokens.take()
  return value
}

function isOfType (value: FilterValue | null | undefined, type: ListColumn['type']): value is FilterValue {
  switch (type) {
    case 'text': return typeof value === 'string'
    case 'number': return Number.isFinite(value)
    case 'boolean': return typeof value === 'boolean'
  }
}
