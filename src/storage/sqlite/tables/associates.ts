import type Database from 'better-sqlite3'
import type { Associate } from '../../../carriers/associate.js'

/** Few people write nearly all rows; past this many the memory is given back. */
const MOST_REMEMBERED = 1000

export interface Associates {
  /** The associate that a row refers to. The same frozen object for as long as it is remembered. */
  get (key: number): Associate
  /** The key for an associate, which is added when it is new. To be called inside of a transaction. */
  keyOf (tenantId: number, associate: Associate): number
  /** To be called when a transaction was taken back: what was read in it may not be there. */
  forget (): void
}

export function createAssociates (db: Database.Database): Associates {
  const select = db.prepare<[number]>('SELECT carrier FROM associate WHERE associate_key = ?').pluck()
  const selectKey = db.prepare<[number, string]>(
    'SELECT associate_key FROM associate WHERE tenant_id = ? AND carrier = ?').pluck()
  const insert = db.prepare<[number, string]>('INSERT INTO associate (tenant_id, carrier) VALUES (?, ?)')
  const byKey = new Map<number, Associate>()
  let keys = new WeakMap<Associate, number>()

  return {
    get (key) {
      const known = byKey.get(key)
      if (known !== undefined) return known
      const associate: Associate = Object.freeze(JSON.parse(select.get(key) as string))
      if (byKey.size >= MOST_REMEMBERED) byKey.clear()
      byKey.set(key, associate)
      keys.set(associate, key)
      return associate
    },
    keyOf (tenantId, associate) {
      const known = keys.get(associate)
      if (known !== undefined) return known
      const carrier = JSON.stringify(associate)
      const key = Number(selectKey.get(tenantId, carrier) ?? insert.run(tenantId, carrier).lastInsertRowid)
      if (Object.isFrozen(associate)) keys.set(associate, key)
      return key
    },
    forget () {
      byKey.clear()
      keys = new WeakMap()
    },
  }
}
