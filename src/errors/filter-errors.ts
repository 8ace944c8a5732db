import { argumentError, superOfficeError } from './error-bodies.js'
import { quote } from './expectation.js'

// In this file, `parameter` is the name of the invalid query parameter, such as `$filter`, or of the invalid property of the request body,
// such as `Restriction`.

export const columnUnknown = (parameter: string, received: string, names: readonly string[]) =>
  argumentError(`Unknown column ${quote(received)} in ${parameter}. Supported: ${names.join(', ')}.`)

export const providerUnknown = (status: 400 | 404, received: string, supported: string) =>
  superOfficeError(status, 'ArgumentException', `Unknown archive provider ${quote(received)}. Supported: ${supported}.`)

export const entityUnknown = (parameter: string, received: string, supported: string) =>
  argumentError(`Unknown entity ${quote(received)} in ${parameter}. Supported: ${supported}.`)

export const directionUnknown = (parameter: string, column: string, received: string) =>
  argumentError(`${parameter} must have asc, desc or nothing after the column ${column}; got ${quote(received)}.`)

export const columnNotSelectable = (parameter: string, column: string) =>
  argumentError(`${parameter} must not name the column ${column}: it exists only for filters.`)

export const columnNotSortable = (parameter: string, column: string) =>
  argumentError(`${parameter} must not name the column ${column}: rows cannot be ordered by it.`)

export const columnNotFilterable = (parameter: string, column: string) =>
  argumentError(`${parameter} must not name the column ${column}: it cannot be compared.`)

export const filterMalformed = (parameter: string, expected: string, received: string, position: number) =>
  argumentError(`${parameter} must have ${expected} at character ${position}; got ${endOr(received)}.`)

export const filterTooDeep = (parameter: string, most: number) =>
  argumentError(`${parameter} must have at most ${most} nested levels of brackets and "not".`)

interface WrongValue {
  readonly column: string
  readonly expected: string
  readonly received: string
  readonly position: number
}

export const filterValueWrong = (parameter: string, { column, expected, received, position }: WrongValue) =>
  argumentError(`${parameter} must compare the column ${column} with ${expected} at character ${position}; got ${endOr(received)}.`)

export const filterRangeWrong = (parameter: string, column: string) =>
  argumentError(`${parameter} must have two values in brackets, the lowest and the highest, after "between" for the column ${column}.`)

export const operatorUnknown = (parameter: string, column: string, received: string, names: readonly string[]) =>
  argumentError(`Unknown operator ${quote(received)} for the column ${column} in ${parameter}. Supported: ${names.join(', ')}.`)

export const functionUnknown = (parameter: string, received: string, names: readonly string[]) =>
  argumentError(`Unknown function ${quote(received)} in ${parameter}. Supported: ${names.join(', ')}.`)

const endOr = (received: string) => received === '' ? 'the end' : quote(received)
