import type Database from 'better-sqlite3'
import { INT32_MAX } from '../../../carriers/scalars.js'
import type { FreeIds } from '../../store.js'

/** Returns what finds ids of a tenant that none of the tables has in the column. */
export function createFreeIds (db: Database.Database, tables: readonly string[], column: string): (tenantId: number) => FreeIds {
  const taken = tables.map(table => db.prepare<[number, number]>(`SELECT 1 FROM ${table} WHERE tenant_id = ? AND ${column} = ?`))
  const highest = tables.map(table => db.prepare<[number], number | null>(`SELECT max(${column}) FROM ${table} WHERE tenant_id = ?`).pluck())
  const lowestTried = new Map<number, number>()

  return tenantId => {
    const isFree = (id: number) => taken.every(statement => statement.get(tenantId, id) === undefined)
    return {
      isFree,
      next () {
        const above = Math.max(...highest.map(statement => statement.get(tenantId) ?? 0), 0) + 1
        if (above <= INT32_MAX) return above
        let lowest = lowestTried.get(tenantId) ?? 1
        while (!isFree(lowest)) lowest++
        lowestTried.set(tenantId, lowest)
        return lowest
      },
    }
  }
}
