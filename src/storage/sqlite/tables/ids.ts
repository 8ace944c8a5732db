import type Database from 'better-sqlite3'
import { INT32_MAX } from '../../../carriers/scalars.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import { ID_COLUMNS, type IdColumn } from '../../id-columns.js'
import type { IdKind } from '../../seed-schema.js'

/** The ids of one kind of entity. Functions that write must be called in a transaction. */
export interface Ids {
  /**
   * Returns `wantedId` if it is set and not in use. Otherwise returns the next id, which is above all ids in use and all ids that were
   * passed to `retire`, and at least the id that `raise` set. If the next id would not be an int32, returns a lower free id.
   */
  free (tenantId: number, wantedId?: number): number
  /** Ensures that the next id is above `id`, so that the id of a removed row is usually not assigned again. */
  retire (tenantId: number, id: number): void
  /** Raises the next id to `nextId`, unless the next id is higher already. */
  raise (tenantId: number, nextId: number): void
  /** Returns the next id; undefined if it is one more than the highest id in use, or is 1 because no id above 0 is in use. */
  next (tenantId: number): number | undefined
}

export type IdsByKind = Readonly<Record<IdKind, Ids>>

export const createIds = (db: Database.Database): IdsByKind => ({ Product: createKindIds(db, 'Product'), Blob: createKindIds(db, 'Blob') })

function createKindIds (db: Database.Database, kind: IdKind): Ids {
  const where = ({ condition = 'true' }: IdColumn) => `WHERE tenant_id = @tenantId AND ${condition}`
  const taken = ID_COLUMNS[kind].map(of => db.prepare<[{ tenantId: number, id: number }]>(`SELECT 1 FROM ${of.table} ${where(of)} AND ${of.column} = @id`))
  const highestTaken = ID_COLUMNS[kind].map(of => `ifnull((SELECT max(${of.column}) FROM ${of.table} ${where(of)}), 0)`)
  const raised = `(SELECT next_id FROM next_id WHERE tenant_id = @tenantId AND kind = '${kind}')`
  const select = db.prepare<[{ tenantId: number }], number>(`SELECT max(0, ${highestTaken}, ifnull(${raised} - 1, 0)) + 1`).pluck()
  const selectRaised = db.prepare<[{ tenantId: number }], number>(`SELECT ${raised} WHERE ${raised} - 1 > max(0, ${highestTaken})`).pluck()
  const raise = db.prepare<[{ tenantId: number, nextId: number }]>(
    `INSERT INTO next_id (tenant_id, kind, next_id) VALUES (@tenantId, '${kind}', @nextId)
     ON CONFLICT DO UPDATE SET next_id = max(next_id, excluded.next_id)`)
  /** The ids from which free ids are assigned again after the highest int32, by tenant. Not stored, so that a start begins at 1. */
  const lowestIds = new Map<number, number>()

  return {
    free (tenantId, wantedId) {
      const isFree = (id: number) => taken.every(statement => statement.get({ tenantId, id }) === undefined)
      if (wantedId !== undefined && isFree(wantedId)) return wantedId
      const next = assertDefined(select.get({ tenantId }), 'An expression has one row.')
      if (next <= INT32_MAX) return next
      let lowest = lowestIds.get(tenantId) ?? 1
      while (!isFree(lowest)) lowest++
      // The id is not passed over yet, because the row may not be saved.
      lowestIds.set(tenantId, lowest)
      return lowest
    },
    retire (tenantId, id) {
      // Blobs can have ids below 1, for example under WRITE_POLICY=client. The next id is never below 1.
      if (id > 0) raise.run({ tenantId, nextId: id + 1 })
      if (lowestIds.get(tenantId) === id) lowestIds.set(tenantId, id + 1)
    },
    raise (tenantId, nextId) {
      raise.run({ tenantId, nextId })
    },
    next: tenantId => selectRaised.get({ tenantId }),
  }
}
