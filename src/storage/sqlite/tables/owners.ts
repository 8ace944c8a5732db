import type Database from 'better-sqlite3'
import type { Owner, NamedOwner } from '../../../carriers/owner.js'

/** Persons, projects and contacts. */
export interface Owners {
  has (tenantId: number, owner: Owner): boolean
  /** Ordered by entity and id. */
  all (tenantId: number): NamedOwner[]
  /** Must be called in a transaction. */
  add (tenantId: number, owner: NamedOwner): void
}

export function createOwners (db: Database.Database): Owners {
  const exists = db.prepare<[number, string, number]>('SELECT 1 FROM owner WHERE tenant_id = ? AND entity = ? AND owner_id = ?')
  const selectAll = db.prepare<[number], NamedOwner>(
    'SELECT entity, owner_id AS id, name FROM owner WHERE tenant_id = ? ORDER BY entity, owner_id')
  const insert = db.prepare<[number, string, number, string | null]>(
    'INSERT INTO owner (tenant_id, entity, owner_id, name) VALUES (?, ?, ?, ?)')

  return {
    has: (tenantId, { entity, id }) => exists.get(tenantId, entity, id) !== undefined,
    all: tenantId => selectAll.all(tenantId),
    add (tenantId, { entity, id, name }) {
      insert.run(tenantId, entity, id, name)
    },
  }
}
