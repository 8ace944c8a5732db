import type Database from 'better-sqlite3'
import { INT32_MAX } from '../../../carriers/scalars.js'

/** A column with ids that are taken, in the rows that `condition` selects. */
interface IdColumn {
  readonly table: string
  readonly column: string
  /** SQL that narrows the rows further than the tenant. */
  readonly condition?: string
}

/**
 * Finds ids that none of the columns has.
 * @returns the wanted id of a tenant if it is free, else the next one: above all ids that are taken, or from 1 again if
 * int32 has no more
 */
export function createFreeIds (db: Database.Database, columns: readonly IdColumn[]): (tenantId: number, wantedId?: number) => number {
  const where = ({ condition = 'true' }: IdColumn) => `WHERE tenant_id = ? AND ${condition}`
  const taken = columns.map(of => db.prepare<[number, number]>(`SELECT 1 FROM ${of.table} ${where(of)} AND ${of.column} = ?`))
  const highest = columns.map(of => db.prepare<[number], number | null>(`SELECT max(${of.column}) FROM ${of.table} ${where(of)}`).pluck())
  const lowestTried = new Map<number, number>()

  return function freeId (tenantId, wantedId) {
    const isFree = (id: number) => taken.every(statement => statement.get(tenantId, id) === undefined)
    if (wantedId !== undefined && isFree(wantedId)) return wantedId
    const above = Math.max(...highest.map(statement => statement.get(tenantId) ?? 0), 0) + 1
    if (above <= INT32_MAX) return above
    let lowest = lowestTried.get(tenantId) ?? 1
    while (!isFree(lowest)) lowest++
    lowestTried.set(tenantId, lowest)
    return lowest
  }
}
