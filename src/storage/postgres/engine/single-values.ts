import { assertDefined } from '../../../errors/assert-defined.js'

/** Returns the first column of the first row; undefined if the statement returned no row. */
export const findValue = async <Value>(rows: Promise<[Value][]>): Promise<Value | undefined> => (await rows)[0]?.[0]

/** Returns the first column of the only row of a statement that always returns one row, such as a count. */
export const singleValue = async <Value>(rows: Promise<[Value][]>): Promise<Value> => assertDefined((await rows)[0], 'An expression has one row.')[0]
