import type { ListItem, ListName, ListedItem } from '../../../carriers/list-item.js'
import type { Query } from '../engine/connections.js'
import { SET, type SetReference } from './set-reference.js'

type Row = [list: ListName, id: number, name: string | null, tooltip: string | null, deleted: boolean, rank: number]

const COLUMNS = 'list, item_id, name, tooltip, deleted, rank'
const SELECT = `SELECT ${COLUMNS} FROM list_item WHERE set_id = ${SET} AND list = $3 ORDER BY rank, item_id`
const SELECT_ALL = `SELECT ${COLUMNS} FROM list_item WHERE set_id = ${SET} ORDER BY list, item_id`

const toListedItem = ([list, Id, Name, Tooltip, Deleted, Rank]: Row): ListedItem => ({ list, item: { Id, Name, Tooltip, Deleted, Rank } })

/** Returns the items of a list, ordered by rank and id. */
export const listRankedItems = async (query: Query, set: SetReference, list: ListName): Promise<ListItem[]> =>
  (await query<Row>(SELECT, [...set, list])).map(row => toListedItem(row).item)

/** Returns the items of all lists, ordered by list and id. */
export const allListItems = async (query: Query, set: SetReference): Promise<ListedItem[]> => (await query<Row>(SELECT_ALL, set)).map(toListedItem)

/** Returns the values of an item in the order of `SET_TABLES.list_item`. */
export const listItemValues = ({ list, item: { Id, Name, Tooltip, Deleted, Rank } }: ListedItem): Row => [list, Id, Name, Tooltip, Deleted, Rank]
