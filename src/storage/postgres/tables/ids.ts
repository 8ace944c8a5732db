import { INT32_MAX } from '../../../carriers/scalars.js'
import { ID_COLUMNS, type IdColumn } from '../../id-columns.js'
import { ID_KINDS, type IdKind } from '../../seed-schema.js'
import type { Query } from '../engine/connections.js'
import { findValue, singleValue } from '../engine/single-values.js'
import { SET, type SetReference } from './set-reference.js'

function statementsFor (kind: IdKind) {
  const of = ({ table, condition = 'true' }: IdColumn) => `FROM ${table} WHERE set_id = ${SET} AND ${condition}`
  const highest = `greatest(0, ${ID_COLUMNS[kind].map(from => `(SELECT max(${from.column}) ${of(from)})`)})`
  const raised = `(SELECT next_id FROM next_id WHERE set_id = ${SET} AND kind = '${kind}')`
  const taken = ID_COLUMNS[kind].map(from => `SELECT ${from.column} AS id ${of(from)}`).join(' UNION ')
  const first = `coalesce((SELECT next_id FROM next_id WHERE set_id = ${SET} AND kind = '${kind} again'), 1)`
  const raise = (column: string) => `INSERT INTO next_id (set_id, kind, next_id) SELECT ${SET}, '${column}', $3::bigint
    ON CONFLICT (set_id, kind) DO UPDATE SET next_id = greatest(next_id.next_id, excluded.next_id)`
  return {
    isTaken: `SELECT ${ID_COLUMNS[kind].map(from => `EXISTS (SELECT 1 ${of(from)} AND ${from.column} = $3)`).join(' OR ')}`,
    next: `SELECT greatest(${highest}, ${raised} - 1) + 1`,
    lowest: `WITH taken AS (${taken}), candidate AS (SELECT ${first} AS id UNION ALL SELECT id + 1 FROM taken WHERE id >= ${first} AND id < ${INT32_MAX})
      SELECT min(id) FROM candidate WHERE NOT EXISTS (SELECT 1 FROM taken WHERE taken.id = candidate.id)`,
    raised: `SELECT ${raised} WHERE ${raised} - 1 > ${highest}`,
    // `passed` passes over the removed id after the highest int32 was assigned.
    raise: `WITH passed AS (UPDATE next_id SET next_id = $3::bigint WHERE set_id = ${SET} AND kind = '${kind} again' AND next_id = $3::bigint - 1) ${raise(kind)}`,
    raiseAgain: raise(`${kind} again`),
  }
}

const STATEMENTS = Object.fromEntries(ID_KINDS.map(kind => [kind, statementsFor(kind)])) as Record<IdKind, ReturnType<typeof statementsFor>>

/**
 * Returns `wantedId` if it is set and not in use. Otherwise returns the next id, which is above all ids in use and all ids that were passed
 * to `retireId`, and at least the id that NextIds of the seed sets. If the next id would exceed the highest int32, returns the lowest
 * free id above 0, except ids that were passed to `retireId` after that. `freeId` and `retireId` must be called in a transaction
 * that has locked the tenant.
 */
export async function freeId (query: Query, kind: IdKind, set: SetReference, wantedId?: number): Promise<number> {
  const { isTaken, next, lowest, raiseAgain } = STATEMENTS[kind]
  if (wantedId !== undefined && !await singleValue(query<[boolean]>(isTaken, [...set, wantedId]))) return wantedId
  const nextId = await singleValue(query<[number]>(next, set))
  if (nextId <= INT32_MAX) return nextId
  const id = await singleValue(query<[number]>(lowest, set))
  // The id is not passed over yet, because the row may not be saved.
  await query(raiseAgain, [...set, id])
  return id
}

/** Raises the lower limit of the next id above `id`, which is the former id of a row that was removed or got another id. */
export async function retireId (query: Query, kind: IdKind, set: SetReference, id: number): Promise<void> {
  // With WRITE_POLICY=client, blobs can have ids below 1. Such ids need not be recorded, because the next id is always above 0.
  if (id > 0) await query(STATEMENTS[kind].raise, [...set, id + 1])
}

/** Returns the stored lower limit of the next id; undefined if the ids in use already ensure this limit, or no limit is stored. */
export async function raisedId (query: Query, kind: IdKind, set: SetReference): Promise<number | undefined> {
  return findValue(query<[number]>(STATEMENTS[kind].raised, set))
}
