import type Database from 'better-sqlite3'
import { AssociateSchema, type Associate } from '../../../carriers/associate.js'
import { defaultsOf } from '../../../carriers/defaults.js'
import type { Caller } from '../../store.js'
import type { Associates } from './associates.js'

/** To be called inside of a transaction. */
export interface Callers {
  /** Adds a user. */
  add (tenantId: number, associate: Associate): Associate
  /** Gives the user of the caller's name, made at first sight; without a name, the one with the lowest number. */
  authorOf (tenantId: number, caller: Caller): () => Associate
  /** To be called when a transaction was taken back: who was made in it is not there. */
  forget (): void
}

/** Past this many different callers the memory is given back. */
const MOST_REMEMBERED = 1000

const NEW_CALLER: Associate = {
  ...defaultsOf(AssociateSchema), Tooltip: '', Type: 'InternalAssociate', GroupIdx: 1,
}

export function createCallers (db: Database.Database, associates: Associates): Callers {
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

  function findStored (tenantId: number, { name, properties }: Caller): Associate {
    if (name === undefined) return associates.get(Number(selectFirst.get(tenantId)))
    const key = select.get(tenantId, name)
    if (key !== undefined) return associates.get(Number(key))
    const AssociateId = Number(highest.get(tenantId)) + 1
    return add(tenantId, { ...NEW_CALLER, FullName: name, FormalName: name, ...properties, AssociateId, Name: name })
  }

  return {
    add,
    authorOf: (tenantId, caller) => () => {
      const memory = caller.name === undefined ? `${tenantId}` : `${tenantId}:${caller.name}`
      const known = remembered.get(memory)
      if (known !== undefined) return known
      const associate = findStored(tenantId, caller)
      if (remembered.size >= MOST_REMEMBERED) remembered.clear()
      remembered.set(memory, associate)
      return associate
    },
    forget () {
      remembered.clear()
    },
  }
}
