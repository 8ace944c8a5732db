import type Database from 'better-sqlite3'
import type { Snapshot } from '../../../carriers/tenant-counts.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { NewSnapshot, Store } from '../../store.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { DataSets } from './data-sets.js'
import type { SetWork } from './set-work.js'
import type { Tenants } from './tenants.js'

/**
 * Maximum number of attempts to copy a tenant in steps. If the tenant is changed during each attempt, it is copied in one step, which
 * blocks the event loop.
 */
const MOST_TRIES = 3

interface Snapshots {
  list: Store['listSnapshots']
  take: Store['takeSnapshot']
  restore: Store['restoreSnapshot']
  remove: Store['removeSnapshot']
  /** Must be called in a transaction. */
  removeAll (tenant: string): void
}

interface SnapshotsOptions {
  readonly db: Database.Database
  readonly commits: GroupCommit
  readonly sets: DataSets
  readonly work: SetWork
  readonly tenants: Pick<Tenants, 'transact' | 'swap' | 'watch' | 'unwatch'>
}

export function createSnapshots ({ db, commits, sets, work, tenants }: SnapshotsOptions): Snapshots {
  const columns = 'name AS Name, taken_at AS TakenAt, products AS Products, blobs AS Blobs, callers AS Callers'
  const selectAll = db.prepare<[string], Snapshot>(`SELECT ${columns} FROM snapshot WHERE tenant = ? ORDER BY name`)
  const selectSet = db.prepare<[string, string], number>('SELECT set_id FROM snapshot WHERE tenant = ? AND name = ?').pluck()
  const selectSets = db.prepare<[string], number>('SELECT set_id FROM snapshot WHERE tenant = ?').pluck()
  const countOthers = db.prepare<[string, string], number>('SELECT count(*) FROM snapshot WHERE tenant = ? AND name <> ?').pluck()
  const countRows = (table: string) => `(SELECT count(*) FROM ${table} WHERE tenant_id = @setId)`
  const insert = db.prepare<[{ tenant: string, name: string, takenAt: string, setId: number }], Snapshot>(
    `INSERT INTO snapshot (tenant, name, taken_at, set_id, products, blobs, callers)
     VALUES (@tenant, @name, @takenAt, @setId, ${['product', 'blob', 'caller'].map(countRows)}) RETURNING ${columns}`)
  const deleteSet = db.prepare<[number]>('DELETE FROM snapshot WHERE set_id = ?')

  function release (setId: number): void {
    deleteSet.run(setId)
    sets.release(setId)
  }

  const keep = db.transaction((tenant: string, { name, takenAt, check }: NewSnapshot, setId: number): Snapshot => {
    check(assertDefined(countOthers.get(tenant, name), 'A count has one row.'))
    const replaced = selectSet.get(tenant, name)
    if (replaced !== undefined) release(replaced)
    sets.keep(setId)
    return assertDefined(insert.get({ tenant, name, takenAt, setId }), 'An insertion returns its row.')
  })

  /**
   * Takes a snapshot by copying the data in steps. Returns undefined, and discards the copy, if the data may have changed during the
   * copying.
   */
  async function takeInSteps (tenant: string, snapshot: NewSnapshot): Promise<Snapshot | undefined> {
    const watch = await tenants.transact(tenant, tenants.watch)
    try {
      return await work.build(to => sets.copySteps({ from: watch.setId, to }), setId => {
        if (watch.isUnchanged) return keep(tenant, snapshot, setId)
        sets.release(setId)
      })
    } finally {
      tenants.unwatch(watch)
    }
  }

  function takeAtOnce (tenant: string, snapshot: NewSnapshot): Promise<Snapshot> {
    return tenants.transact(tenant, from => {
      const to = sets.prepare()
      sets.copy({ from, to })
      return keep(tenant, snapshot, to)
    })
  }

  return {
    list: async tenant => selectAll.all(tenant),
    async take (tenant, snapshot) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const taken = await takeInSteps(tenant, snapshot)
        if (taken !== undefined) return taken
      }
      return takeAtOnce(tenant, snapshot)
    },
    async restore (tenant, name) {
      for (;;) {
        const from = selectSet.get(tenant, name)
        if (from === undefined) return false
        const isRestored = await work.build(to => sets.copySteps({ from, to }), setId => {
          // If the snapshot was removed or replaced during the copying, the copy may be incomplete.
          const isComplete = selectSet.get(tenant, name) === from
          if (isComplete) tenants.swap(tenant, setId)
          else sets.release(setId)
          return isComplete
        })
        if (isRestored) return true
      }
    },
    async remove (tenant, name) {
      const isRemoved = await commits.run(() => {
        const setId = selectSet.get(tenant, name)
        if (setId !== undefined) release(setId)
        return setId !== undefined
      })
      work.removeReleased()
      return isRemoved
    },
    removeAll (tenant) {
      for (const setId of selectSets.all(tenant)) release(setId)
    },
  }
}
