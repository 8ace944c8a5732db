import type Database from 'better-sqlite3'
import { AssociateSchema, type Associate } from '../../carriers/associate.js'
import { defaultsOf } from '../../carriers/defaults.js'
import { associateOf, textOf } from './associate-text.js'
import type { GroupCommit } from './group-commit.js'

export interface Associates {
  /** Adds a user. To be called inside of a transaction. */
  add (tenantId: number, associate: Associate): void
  /** The user of this name, made at first sight; without a name, the one with the lowest number. */
  find (tenantId: number, name: string | undefined): Associate | Promise<Associate>
}

/** Past this many different callers the memory is given back. */
const MOST_REMEMBERED = 1000

const NEW_ASSOCIATE: Associate = {
  ...defaultsOf(AssociateSchema), Tooltip: '', Type: 'InternalAssociate', GroupIdx: 1,
}

export function createAssociates (db: Database.Database, commits: GroupCommit): Associates {
  const selectFirst = db.prepare<[number]>(
    'SELECT carrier FROM associate WHERE tenant_id = ? ORDER BY associate_id LIMIT 1').pluck()
  const select = db.prepare<[number, string]>('SELECT carrier FROM associate WHERE tenant_id = ? AND name = ?').pluck()
  const highest = db.prepare<[number]>('SELECT max(associate_id) FROM associate WHERE tenant_id = ?').pluck()
  const insert = db.prepare<[number, number, string | null, string]>('INSERT INTO associate VALUES (?, ?, ?, ?)')
  const remembered = new Map<string, Associate>()

  function add (tenantId: number, associate: Associate): void {
    insert.run(tenantId, associate.AssociateId, associate.Name, textOf(associate))
  }

  function findOrAdd (tenantId: number, name: string): Associate {
    const text = select.get(tenantId, name) as string | undefined
    if (text !== undefined) return associateOf(text)
    const AssociateId = Number(highest.get(tenantId)) + 1
    const associate = { ...NEW_ASSOCIATE, AssociateId, Name: name, FullName: name, FormalName: name }
    add(tenantId, associate)
    return associateOf(textOf(associate))
  }

  async function findStored (tenantId: number, name: string | undefined, key: string): Promise<Associate> {
    const associate = await commits.run(() =>
      name === undefined ? associateOf(selectFirst.get(tenantId) as string) : findOrAdd(tenantId, name))
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(key, associate)
    return associate
  }

  return {
    add,
    find (tenantId, name) {
      const key = name === undefined ? `${tenantId}` : `${tenantId}:${name}`
      return remembered.get(key) ?? findStored(tenantId, name, key)
    },
  }
}
