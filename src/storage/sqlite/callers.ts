import type Database from 'better-sqlite3'
import { AssociateSchema, type Associate } from '../../carriers/associate.js'
import { defaultsOf } from '../../carriers/defaults.js'
import type { Caller } from '../store.js'
import type { Associates } from './associates.js'
import type { GroupCommit } from './group-commit.js'

export interface Callers {
  /** Adds a user. To be called inside of a transaction. */
  add (tenantId: number, associate: Associate): Associate
  /** The user of the caller's name, made at first sight; without a name, the one with the lowest number. */
  find (tenantId: number, caller: Caller): Associate | Promise<Associate>
}

/** Past this many different callers the memory is given back. */
const MOST_REMEMBERED = 1000

const NEW_CALLER: Associate = {
  ...defaultsOf(AssociateSchema), Tooltip: '', Type: 'InternalAssociate', GroupIdx: 1,
}

export interface CallersOptions {
  readonly db: Database.Database
  readonly commits: GroupCommit
  readonly associates: Associates
}

export function createCallers ({ db, commits, associates }: CallersOptions): Callers {
  const selectFirst = db.prepare<[number]>(
    'SELECT associate_key FROM caller WHERE tenant_id = ? ORDER BY associate_id LIMIT 1').pluck()
  const select = db.prepare<[number, string]>('SELECT associate_key FROM caller WHERE tenant_id = ? AND name = ?').pluck()
  const highest = db.prepare<[number]>('SELECT max(associate_id) FROM caller WHERE tenant_id = ?').pluck()
  const insert = db.prepare<[number, number, string | null, number]>(
    'INSERT INTO caller (tenant_id, associate_id, name, associate_key) VALUES (?, ?, ?, ?)')
  const remembered = new Map<string, Associate>()

  function add (tenantId: number, associate: Associate): Associate {
    const key = associates.keyOf(tenantId, associate)
    insert.run(tenantId, associate.AssociateId, associate.Name, key)
    return associates.get(key)
  }

  const findOrAdd = db.transaction((tenantId: number, name: string, properties: Partial<Associate>): Associate => {
    const key = select.get(tenantId, name)
    if (key !== undefined) return associates.get(Number(key))
    const AssociateId = Number(highest.get(tenantId)) + 1
    return add(tenantId, { ...NEW_CALLER, FullName: name, FormalName: name, ...properties, AssociateId, Name: name })
  })

  async function findStored (tenantId: number, { name, properties }: Caller, memory: string): Promise<Associate> {
    const associate = await commits.run(() =>
      name === undefined ? associates.get(Number(selectFirst.get(tenantId))) : findOrAdd(tenantId, name, properties))
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(memory, associate)
    return associate
  }

  return {
    add,
    find (tenantId, caller) {
      const memory = caller.name === undefined ? `${tenantId}` : `${tenantId}:${caller.name}`
      return remembered.get(memory) ?? findStored(tenantId, caller, memory)
    },
  }
}
