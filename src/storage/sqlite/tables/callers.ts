import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { Associate } from '../../../carriers/associate.js'
import { INT32_MAX } from '../../../carriers/scalars.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import { newAuthor, type Author } from '../../authors.js'
import { escapeText } from '../../escaped-texts.js'
import type { Caller } from '../../store.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { Associates } from './associates.js'

export interface Callers {
  /** Must be called in a transaction. */
  add (tenantId: number, associate: Associate): void
  /**
   * Returns the associate of the user with the caller's name, or a new associate that is not stored yet. A caller without a name is the
   * user with the lowest id.
   * @throws ApiError 503 if the name is new and the tenant has at least the maximum number of users
   */
  find (tenantId: number, caller: Caller): Author
}

/** Limits the cached users of all tenants together. */
const MOST_CACHED_CALLERS = 1000

export function createCallers (db: Database.Database, commits: GroupCommit, associates: Associates): Callers {
  const selectFirst = db.prepare<[number], number>(
    'SELECT associate_key FROM caller WHERE tenant_id = ? ORDER BY associate_id LIMIT 1').pluck()
  const select = db.prepare<[number, string], number>('SELECT associate_key FROM caller WHERE tenant_id = ? AND name = ?').pluck()
  // Selects the arguments `before` and `users` of `newAuthor`.
  const selectBeforeFree = db.prepare<[{ tenantId: number }], [before: number, users: number]>(
    `SELECT ifnull((
       SELECT associate_id FROM caller WHERE tenant_id = @tenantId AND associate_id < ${INT32_MAX} AND NOT EXISTS (
         SELECT 1 FROM caller AS next WHERE next.tenant_id = @tenantId AND next.associate_id = caller.associate_id + 1
       ) ORDER BY associate_id DESC LIMIT 1
     ), 0), count(*) FROM caller WHERE tenant_id = @tenantId`).raw()
  const insert = db.prepare<[number, number, string | null, number]>(
    'INSERT INTO caller (tenant_id, associate_id, name, associate_key) VALUES (?, ?, ?, ?)')
  const cache = new LRUCache<string, Author>({ max: MOST_CACHED_CALLERS })
  commits.onRollback(() => cache.clear())

  function findKey (tenantId: number, name: string | undefined): number | undefined {
    return name === undefined ? assertDefined(selectFirst.get(tenantId), `Tenant ${tenantId} has no users.`) : select.get(tenantId, escapeText(name))
  }

  return {
    add (tenantId, associate) {
      insert.run(tenantId, associate.AssociateId, associate.Name && escapeText(associate.Name), associates.ensureAssociateKey(tenantId, associate))
    },
    find (tenantId, caller) {
      const cacheKey = caller.name === undefined ? `${tenantId}` : `${tenantId}:${caller.name}`
      const cached = cache.get(cacheKey)
      if (cached !== undefined) return cached
      const key = findKey(tenantId, caller.name)
      if (key === undefined) return newAuthor(String(caller.name), caller.properties, ...assertDefined(selectBeforeFree.get({ tenantId }), 'An aggregate has one row.'))
      const author = { associate: associates.get(key), isNew: false }
      cache.set(cacheKey, author)
      return author
    },
  }
}
