import type Database from 'better-sqlite3'
import { INT32_MAX } from '../../../carriers/scalars.js'
import type { FreeIds } from '../../store.js'

/** The numbers that are free in a column that tables have, by tenant. */
export function createFreeIds (db: Database.Database, tables: readonly string[], column: string): (tenantId: number) => FreeIds {
  const taken = tables.map(table => db.prepare<[number, number]>(`SELECT 1 FROM ${table} WHERE tenant_id = ? AND ${column} = ?`))
  const highest = tables.map(table => db.prepare<[number]>(`SELECT max(${column}) FROM ${table} WHERE tenant_id = ?`).pluck())
  const lowestTried = new Map<number, number>()

  return tenantId => {
    const isFree = (id: number) => taken.every(statement => statement.get(tenantId, id) === undefined)
    return {
      isFree,
      next () {
        const above = Math.max(...highest.map(statement => Number(statement.get(tenantId))), 0) + 1
        if (above <= INT32_MAX) return above
        let lowest = lowestTried.get(tenantId) ?? 1
        while (!isFree(lowest)) lowest++
        lowestTried.set(tenantId, lowest)
        return lowest
      },
    }
  }
}
