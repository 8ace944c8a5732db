import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import { AssociateSchema, type Associate } from '../../../carriers/associate.js'
import { defaultsOf } from '../../../carriers/defaults.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { Caller } from '../../store.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { Associates } from './associates.js'

/** To be called within a transaction. */
export interface Callers {
  /** Adds a user. */
  add (tenantId: number, associate: Associate): Associate
  /**
   * Returns a function that finds the user of the caller's name, who is added when the name is new. A caller without a name is
   * the user with the lowest id.
   */
  authorOf (tenantId: number, caller: Caller): () => Associate
}

/** Cache limit: users of all tenants whose associate is known. */
const MOST_CACHED = 1000

const NEW_CALLER: Associate = {
  ...defaultsOf(AssociateSchema), Tooltip: '', Type: 'InternalAssociate', GroupIdx: 1,
}

export function createCallers (db: Database.Database, commits: GroupCommit, associates: Associates): Callers {
  const selectFirst = db.prepare<[number], number>(
    'SELECT associate_key FROM caller WHERE tenant_id = ? ORDER BY associate_id LIMIT 1').pluck()
  const select = db.prepare<[number, string], number>('SELECT associate_key FROM caller WHERE tenant_id = ? AND name = ?').pluck()
  const highest = db.prepare<[number], number | null>('SELECT max(associate_id) FROM caller WHERE tenant_id = ?').pluck()
  const insert = db.prepare<[number, number, string | null, number]>(
    'INSERT INTO caller (tenant_id, associate_id, name, associate_key) VALUES (?, ?, ?, ?)')
  const cache = new LRUCache<string, Associate>({ max: MOST_CACHED })
  commits.onRollback(() => cache.clear())

  function add (tenantId: number, associate: Associate): Associate {
    const key = associates.keyOf(tenantId, associate)
    insert.run(tenantId, associate.AssociateId, associate.Name, key)
    return associates.get(key)
  }

  function findStored (tenantId: number, { name, properties }: Caller): Associate {
    if (name === undefined) return associates.get(assertDefined(selectFirst.get(tenantId), `Tenant ${tenantId} has no users.`))
    const key = select.get(tenantId, name)
    if (key !== undefined) return associates.get(key)
    const AssociateId = assertDefined(highest.get(tenantId), `Tenant ${tenantId} has no users.`) + 1
    return add(tenantId, { ...NEW_CALLER, FullName: name, FormalName: name, ...properties, AssociateId, Name: name })
  }

  return {
    add,
    authorOf: (tenantId, caller) => () => {
      const cacheKey = caller.name === undefined ? `${tenantId}` : `${tenantId}:${caller.name}`
      const cached = cache.get(cacheKey)
      if (cached !== undefined) return cached
      const associate = findStored(tenantId, caller)
      cache.set(cacheKey, associate)
      return associate
    },
  }
}
