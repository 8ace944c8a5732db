import { argumentError, superOfficeError } from './error-bodies.js'
import { quote } from './expectation.js'

// `parameter` is the query parameter or the property of a body that is wrong, as messages name it: `$filter`, `Restriction`.

export const columnUnknown = (parameter: string, came: string, names: readonly string[]) =>
  argumentError(`Unknown column ${quote(came)} in ${parameter}. Supported: ${names.join(', ')}.`)

export const providerUnknown = (status: 400 | 404, came: string, supported: string) =>
  superOfficeError(status, 'ArgumentException', `Unknown archive provider ${quote(came)}. Supported: ${supported}.`)

export const entityUnknown = (parameter: string, came: string, supported: string) =>
  argumentError(`Unknown entity ${quote(came)} in ${parameter}. Supported: ${supported}.`)

export const directionUnknown = (parameter: string, column: string, came: string) =>
  argumentError(`${parameter} must have asc, desc or nothing behind the column ${column}; got ${quote(came)}.`)

export const columnNotSortable = (parameter: string, column: string) =>
  argumentError(`${parameter} must not have the column ${column}: rows cannot be ordered by it.`)

export const columnNotFilterable = (parameter: string, column: string) =>
  argumentError(`${parameter} must not have the column ${column}: it cannot be compared.`)

export const filterMalformed = (parameter: string, expected: string, came: string, position: number) =>
  argumentError(`${parameter} must have ${expected} at character ${position}; got ${endOr(came)}.`)

export const filterTooDeep = (parameter: string, most: number) =>
  argumentError(`${parameter} must have at most ${most} conditions within each other, by brackets and by not.`)

interface WrongValue {
  readonly column: string
  readonly expected: string
  readonly came: string
  readonly position: number
}

export const filterValueWrong = (parameter: string, { column, expected, came, position }: WrongValue) =>
  argumentError(`${parameter} must compare the column ${column} with ${expected} at character ${position}; got ${endOr(came)}.`)

export const filterRangeWrong = (parameter: string, column: string) =>
  argumentError(`${parameter} must have two values in brackets, the least and the most, behind between for the column ${column}.`)

export const operatorUnknown = (parameter: string, column: string, came: string, names: readonly string[]) =>
  argumentError(`Unknown operator ${quote(came)} for the column ${column} in ${parameter}. Supported: ${names.join(', ')}.`)

export const functionUnknown = (parameter: string, came: string, names: readonly string[]) =>
  argumentError(`Unknown function ${quote(came)} in ${parameter}. Supported: ${names.join(', ')}.`)

const endOr = (came: string) => came === '' ? 'its end' : quote(came)
