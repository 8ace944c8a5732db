import { randomUUID } from 'node:crypto'
import type { Snapshot } from '../../../carriers/tenant-counts.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { Store } from '../../store.js'
import type { Connections, Query } from '../engine/connections.js'
import { findValue, singleValue } from '../engine/single-values.js'
import { copySet, releaseSet } from './sets.js'
import { countsIn, tenantKey, type Tenants } from './tenants.js'

const COLUMNS = 'name, taken_at, products, blobs, callers'
const SELECT_ALL = `SELECT ${COLUMNS} FROM snapshot WHERE tenant_key = $1 ORDER BY snapshot_key`
const SELECT_SET = 'SELECT set_id FROM snapshot WHERE tenant_key = $1 AND snapshot_key = $2'
const COUNT_OTHERS = 'SELECT count(*) FROM snapshot WHERE tenant_key = $1 AND snapshot_key <> $2'
const COUNTS = `SELECT ${countsIn('$1')}`
const INSERT = `INSERT INTO snapshot (tenant_key, snapshot_key, set_id, ${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
const DELETE = 'DELETE FROM snapshot WHERE tenant_key = $1 AND snapshot_key = $2'
const DELETE_ALL = 'DELETE FROM snapshot WHERE tenant_key = $1 RETURNING set_id'

type Row = [name: string, takenAt: string, products: number, blobs: number, callers: number]

interface Snapshots {
  list: Store['listSnapshots']
  take: Store['takeSnapshot']
  restore: Store['restoreSnapshot']
  remove: Store['removeSnapshot']
  /** Removes all snapshots of a tenant, and marks their sets for removal. Must be called in a transaction that has locked the tenant. */
  removeAll (query: Query, tenant: string): Promise<void>
}

const toSnapshot = ([Name, TakenAt, Products, Blobs, Callers]: Row): Snapshot => ({ Name, TakenAt, Products, Blobs, Callers })

const snapshotKey = (name: string) => name.toLowerCase()

/** Thrown if a snapshot to restore does not exist, so that the transaction is rolled back. */
class NoSnapshot extends Error {}

/** Creates the functions for snapshots. The snapshots of a tenant are only changed in a transaction that has locked the tenant. */
export function createSnapshots (connections: Connections, tenants: Tenants): Snapshots {
  const findSet = (query: Query, tenant: string, name: string) => findValue(query<[string]>(SELECT_SET, [tenantKey(tenant), snapshotKey(name)]))

  async function removeWithin (query: Query, tenant: string, name: string): Promise<boolean> {
    const setId = await findSet(query, tenant, name)
    if (setId === undefined) return false
    await query(DELETE, [tenantKey(tenant), snapshotKey(name)])
    await releaseSet(query, setId)
    return true
  }

  return {
    list: async tenant => (await connections.read(query => query<Row>(SELECT_ALL, [tenantKey(tenant)]))).map(toSnapshot),
    async take (tenant, { name, takenAt, check }) {
      const taken = await tenants.write(tenant, async (query, from) => {
        check(await singleValue(query<[number]>(COUNT_OTHERS, [tenantKey(tenant), snapshotKey(name)])))
        await removeWithin(query, tenant, name)
        const setId = randomUUID()
        await copySet(query, from, setId)
        const counts = assertDefined((await query<[number, number, number]>(COUNTS, [setId]))[0], 'Counts have one row.')
        await query(INSERT, [tenantKey(tenant), snapshotKey(name), setId, name, takenAt, ...counts])
        return toSnapshot([name, takenAt, ...counts])
      }, { isLong: true })
      tenants.removeReleased()
      return taken
    },
    async restore (tenant, name) {
      try {
        await tenants.exchange(tenant, async (query, setId) => {
          const from = await findSet(query, tenant, name)
          if (from === undefined) throw new NoSnapshot()
          await copySet(query, from, setId)
        })
        return true
      } catch (cause) {
        if (cause instanceof NoSnapshot) return false
        throw cause
      }
    },
    async remove (tenant, name) {
      let isRemoved = false
      await connections.write(async query => {
        if (await tenants.lock(query, tenant) === undefined) return
        // If the response to the COMMIT of an earlier attempt was lost, this attempt does not find the snapshot.
        isRemoved = await removeWithin(query, tenant, name) || isRemoved
      }, { isIdempotent: true, queue: tenantKey(tenant) })
      tenants.removeReleased()
      return isRemoved
    },
    async removeAll (query, tenant) {
      for (const [setId] of await query<[string]>(DELETE_ALL, [tenantKey(tenant)])) await releaseSet(query, setId)
    },
  }
}
