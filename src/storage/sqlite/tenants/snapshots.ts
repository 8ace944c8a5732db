import type Database from 'better-sqlite3'
import type { Snapshot } from '../../../carriers/tenant-counts.js'
import type { NewSnapshot, Store } from '../../store.js'
import type { DataSets } from './data-sets.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { SetWork } from './set-work.js'
import type { Tenants } from './tenants.js'

/** How often a tenant is copied in steps before its calls are held up for the copy. */
const MOST_TRIES = 3

export interface Snapshots {
  list: Store['listSnapshots']
  take: Store['takeSnapshot']
  restore: Store['restoreSnapshot']
  remove: Store['removeSnapshot']
  /** Removes all of a tenant. To be called inside of a transaction. */
  removeAll (tenant: string): void
}

export interface SnapshotsOptions {
  readonly db: Database.Database
  readonly commits: GroupCommit
  readonly sets: DataSets
  readonly work: SetWork
  readonly tenants: Pick<Tenants, 'revert' | 'swap' | 'watch'>
}

export function createSnapshots ({ db, commits, sets, work, tenants }: SnapshotsOptions): Snapshots {
  const columns = 'name AS Name, taken_at AS TakenAt, products AS Products, blobs AS Blobs, callers AS Callers'
  const selectAll = db.prepare<[string], Snapshot>(`SELECT ${columns} FROM snapshot WHERE tenant = ? ORDER BY name`)
  const selectSet = db.prepare<[string, string], number>('SELECT set_id FROM snapshot WHERE tenant = ? AND name = ?').pluck()
  const selectSets = db.prepare<[string], number>('SELECT set_id FROM snapshot WHERE tenant = ?').pluck()
  const countOthers = db.prepare<[string, string]>('SELECT count(*) FROM snapshot WHERE tenant = ? AND name <> ?').pluck()
  const countOf = (table: string) => `(SELECT count(*) FROM ${table} WHERE tenant_id = @setId)`
  const insert = db.prepare<[{ tenant: string, name: string, takenAt: string, setId: number }], Snapshot>(
    `INSERT INTO snapshot (tenant, name, taken_at, set_id, products, blobs, callers)
     VALUES (@tenant, @name, @takenAt, @setId, ${['product', 'blob', 'caller'].map(countOf)}) RETURNING ${columns}`)
  const deleteSet = db.prepare<[number]>('DELETE FROM snapshot WHERE set_id = ?')

  function release (setId: number): void {
    deleteSet.run(setId)
    sets.release(setId)
  }

  const keep = db.transaction((tenant: string, { name, takenAt, judge }: NewSnapshot, setId: number): Snapshot => {
    judge(Number(countOthers.get(tenant, name)))
    for (const replaced of selectSet.all(tenant, name)) release(replaced)
    sets.keep(setId)
    const [snapshot] = insert.all({ tenant, name, takenAt, setId })
    return snapshot as Snapshot
  })

  /** Copies the tenant while it may be written; undefined when it was. */
  async function takeInSteps (tenant: string, snapshot: NewSnapshot): Promise<Snapshot | undefined> {
    const watch = await commits.run(() => tenants.watch(tenant))
    try {
      return await work.build(to => sets.copySteps({ from: watch.setId, to }), setId => {
        // Nor has another process that started removed the copy then.
        if (watch.isUnchanged()) return keep(tenant, snapshot, setId)
        sets.release(setId)
      })
    } finally {
      watch.end()
    }
  }

  function takeAtOnce (tenant: string, snapshot: NewSnapshot): Snapshot {
    const { setId, end } = tenants.watch(tenant)
    end()
    const copy = { from: setId, to: sets.prepare() }
    sets.copy(copy)
    return keep(tenant, snapshot, copy.to)
  }

  return {
    list: async tenant => selectAll.all(tenant),
    async take (tenant, snapshot) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const taken = await takeInSteps(tenant, snapshot)
        if (taken !== undefined) return taken
      }
      return commits.run(() => takeAtOnce(tenant, snapshot))
    },
    async restore (tenant, name) {
      // A snapshot that goes, or is taken again, while it is copied is copied in part.
      for (let isRestored = false; !isRestored;) {
        const from = selectSet.get(tenant, name)
        if (from === undefined) return false
        if (await commits.run(() => selectSet.get(tenant, name) === from && tenants.revert(tenant, from))) return true
        isRestored = await work.build(to => sets.copySteps({ from, to }), setId => {
          const isThere = selectSet.get(tenant, name) === from
          if (isThere) tenants.swap(tenant, { from, to: setId })
          else sets.release(setId)
          return isThere
        })
      }
      return true
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
