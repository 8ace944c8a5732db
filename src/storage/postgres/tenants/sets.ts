import type { Query } from '../engine/connections.js'
import { SET_TABLE_NAMES, listTableColumns } from '../tables/table-columns.js'

const COPIES = SET_TABLE_NAMES.map(table =>
  `INSERT INTO ${table} (set_id, ${listTableColumns(table)}) SELECT $2::uuid, ${listTableColumns(table)} FROM ${table} WHERE set_id = $1`)
const DELETIONS = SET_TABLE_NAMES.map(table => `DELETE FROM ${table} WHERE set_id = $1`)
const RELEASE = 'INSERT INTO released_set (set_id) VALUES ($1) ON CONFLICT DO NOTHING'
const SELECT_RELEASED = 'SELECT set_id FROM released_set'
const DELETE_RELEASED = 'DELETE FROM released_set WHERE set_id = $1'

/** Copies all rows of the set `from` to the empty set `to`. The set `from` must not be changed at the same time. */
export async function copySet (query: Query, from: string, to: string): Promise<void> {
  for (const copy of COPIES) await query(copy, [from, to])
}

/** Marks a set for removal. No tenant or snapshot may refer to this set after the transaction. */
export async function releaseSet (query: Query, setId: string): Promise<void> {
  await query(RELEASE, [setId])
}

export const listReleasedSets = async (query: Query): Promise<string[]> => (await query<[string]>(SELECT_RELEASED)).flat()

export async function removeSet (query: Query, setId: string): Promise<void> {
  for (const deletion of [...DELETIONS, DELETE_RELEASED]) await query(deletion, [setId])
}
