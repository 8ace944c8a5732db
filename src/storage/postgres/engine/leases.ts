import { singleValue } from './single-values.js'
import type { Query } from './connections.js'

/**
 * Duration of a lease, measured by the clock of the database. When another process registers, a process whose lease has expired counts as
 * ended.
 */
export const LEASE_S = 15

const DELETE_GONE = 'DELETE FROM replica WHERE lease_until < now()'
const COUNT = 'SELECT count(*) FROM replica'

/**
 * Removes the expired leases, and returns the number of the others. The row of `superoffice_mock` must be locked, so that no process
 * registers until the transaction ends.
 */
export async function countRunning (query: Query): Promise<number> {
  await query(DELETE_GONE)
  return singleValue(query<[number]>(COUNT))
}
