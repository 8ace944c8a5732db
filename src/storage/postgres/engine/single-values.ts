import { assertDefined } from '../../../errors/assert-defined.js'

/** Returns the value of a statement that returns one column. Undefined if it returns no row. */
export const findValue = async <Value>(rows: Promise<[Value][]>): Promise<Value | undefined> => (await rows)[0]?.[0]

/** Returns the value of a statement that always returns one row with one column, such as a count. */
export const singleValue = async <Value>(rows: Promise<[Value][]>): Promise<Value> => assertDefined((await rows)[0], 'An expression has one row.')[0]
