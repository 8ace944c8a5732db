import type { Associate } from '../../../carriers/associate.js'
import { INT32_MAX } from '../../../carriers/scalars.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import { newAuthor, type Author } from '../../authors.js'
import type { Caller } from '../../store.js'
import type { Query } from '../engine/connections.js'
import { parseAssociate, writeAssociate } from './associates.js'
import { SET, type SetReference } from './set-reference.js'
import { insertRows } from './table-columns.js'

const SELECT = `SELECT carrier FROM caller WHERE set_id = ${SET} AND caller_key = $3`
const SELECT_FIRST = `SELECT carrier FROM caller WHERE set_id = ${SET} ORDER BY associate_id LIMIT 1`
// Selects two values: the highest user id for which the next id is free, or 0 if no user has such an id; and the number of users. The
// highest int32 is not selected, because no int32 follows it.
const SELECT_BEFORE_FREE = `SELECT coalesce((
    SELECT associate_id FROM caller c WHERE set_id = ${SET} AND associate_id < ${INT32_MAX} AND NOT EXISTS (
      SELECT 1 FROM caller n WHERE n.set_id = c.set_id AND n.associate_id = c.associate_id + 1
    ) ORDER BY associate_id DESC LIMIT 1
  ), 0), count(*) FROM caller WHERE set_id = ${SET}`
const SELECT_ALL = `SELECT carrier FROM caller WHERE set_id = ${SET} ORDER BY associate_id`

/**
 * Returns the key of a user name: the name with ASCII letters in lower case. Other letters keep their case, as with SQLite, which ignores
 * only the case of ASCII letters.
 */
export const callerKey = (name: string) => name.replace(/[A-Z]/g, letter => letter.toLowerCase())

const toAssociate = ([carrier]: readonly [string]): Associate => parseAssociate(carrier)

/** Returns the values of a user in the order of `SET_TABLES.caller`. */
export const callerValues = (associate: Associate) => [associate.AssociateId, callerKey(String(associate.Name)), writeAssociate(associate)]

/**
 * Returns the user with the caller's name, or the user with the lowest id if the caller has no name; undefined if the set has no such user.
 */
export async function findCaller (query: Query, set: SetReference, { name }: Caller): Promise<Associate | undefined> {
  const [row] = name === undefined ? await query<[string]>(SELECT_FIRST, set) : await query<[string]>(SELECT, [...set, callerKey(name)])
  return row && toAssociate(row)
}

/**
 * Returns the associate that `findCaller` finds. If `findCaller` returns undefined, returns a new associate, which `keepAuthor` can store.
 * @throws ApiError 503 if the name is new and the tenant has at least the maximum number of users
 */
export async function findAuthor (query: Query, set: SetReference, caller: Caller): Promise<Author> {
  const associate = await findCaller(query, set, caller)
  if (associate !== undefined) return { associate, isNew: false }
  const [row] = await query<[before: number, users: number]>(SELECT_BEFORE_FREE, set)
  return newAuthor(String(caller.name), caller.properties, ...assertDefined(row, 'An aggregate has one row.'))
}

/** Stores the associate of an author if `isNew` is true. Must be called in a transaction that has locked the tenant. */
export async function keepAuthor (query: Query, setId: string, { associate, isNew }: Author): Promise<void> {
  if (isNew) await insertRows(query, 'caller', setId, [callerValues(associate)])
}

/** Returns all users of a set, ordered by id. */
export const allCallers = async (query: Query, set: SetReference): Promise<Associate[]> => (await query<[string]>(SELECT_ALL, set)).map(toAssociate)
