import type Database from 'better-sqlite3'
import type { ListItem, ListName, ListedItem } from '../../../carriers/list-item.js'

export interface ListItems {
  /** Ordered by rank and id. */
  of (tenantId: number, list: ListName): ListItem[]
  /** Ordered by list and id. */
  all (tenantId: number): ListedItem[]
  /** Must be called in a transaction. */
  add (tenantId: number, item: ListedItem): void
}

type Row = [list: ListName, id: number, name: string | null, tooltip: string | null, deleted: number, rank: number]

const COLUMNS = 'list, item_id, name, tooltip, deleted, rank'

export function createListItems (db: Database.Database): ListItems {
  const select = db.prepare<[number, ListName], Row>(
    `SELECT ${COLUMNS} FROM list_item WHERE tenant_id = ? AND list = ? ORDER BY rank, item_id`).raw()
  const selectAll = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM list_item WHERE tenant_id = ? ORDER BY list, item_id`).raw()
  const insert = db.prepare<[number, ...Row]>(`INSERT INTO list_item (tenant_id, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`)

  return {
    of: (tenantId, list) => select.all(tenantId, list).map(row => toListedItem(row).item),
    all: tenantId => selectAll.all(tenantId).map(toListedItem),
    add (tenantId, { list, item: { Id, Name, Tooltip, Deleted, Rank } }) {
      insert.run(tenantId, list, Id, Name, Tooltip, Number(Deleted), Rank)
    },
  }
}

const toListedItem = ([list, Id, Name, Tooltip, deleted, Rank]: Row): ListedItem =>
  ({ list, item: { Id, Name, Tooltip, Deleted: deleted === 1, Rank } })
