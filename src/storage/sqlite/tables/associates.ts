import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { Associate } from '../../../carriers/associate.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { GroupCommit } from '../engine/group-commit.js'

/** Limits the cache of associates. A few authors account for nearly all rows. */
const MOST_CACHED_ASSOCIATES = 1000

export interface Associates {
  /** Returns a frozen object, because calls with the same key can return the same object from the cache. */
  get (key: number): Associate
  /** Returns the associates of a set of data (see DataSets), by key. */
  all (tenantId: number): ReadonlyMap<number, Associate>
  /** Returns the key of the associate. Adds the associate if it is not stored yet. Must be called in a transaction. */
  ensureAssociateKey (tenantId: number, associate: Associate): number
}

export function createAssociates (db: Database.Database, commits: GroupCommit): Associates {
  const select = db.prepare<[number], string>('SELECT carrier FROM associate WHERE associate_key = ?').pluck()
  const selectKey = db.prepare<[number, string], number>(
    'SELECT associate_key FROM associate WHERE tenant_id = ? AND carrier = ?').pluck()
  const selectAll = db.prepare<[number], [key: number, carrier: string]>('SELECT associate_key, carrier FROM associate WHERE tenant_id = ?').raw()
  const insert = db.prepare<[number, string]>('INSERT INTO associate (tenant_id, carrier) VALUES (?, ?)')
  const byKey = new LRUCache<number, Associate>({ max: MOST_CACHED_ASSOCIATES })
  let keys = new WeakMap<Associate, number>()

  commits.onRollback(() => {
    byKey.clear()
    keys = new WeakMap()
  })

  return {
    get (key) {
      const cached = byKey.get(key)
      if (cached !== undefined) return cached
      const carrier = assertDefined(select.get(key), `Associate ${key} is missing.`)
      const associate: Associate = Object.freeze(JSON.parse(carrier))
      byKey.set(key, associate)
      keys.set(associate, key)
      return associate
    },
    all: tenantId => new Map(selectAll.all(tenantId).map(([key, carrier]) => [key, JSON.parse(carrier)])),
    ensureAssociateKey (tenantId, associate) {
      const known = keys.get(associate)
      if (known !== undefined) return known
      const carrier = JSON.stringify(associate)
      const key = selectKey.get(tenantId, carrier) ?? Number(insert.run(tenantId, carrier).lastInsertRowid)
      if (Object.isFrozen(associate)) keys.set(associate, key)
      return key
    },
  }
}
