import { PRODUCT_COLUMNS, STORED_PROPERTIES } from '../../product-columns.js'
import { toColumns, type ElementType } from '../engine/arrays.js'
import type { Query } from '../engine/connections.js'

type Columns = readonly (readonly [column: string, type: ElementType])[]

const PRODUCT_TYPES = { text: 'text', number: 'double precision', flag: 'smallint', json: 'text' } as const

const productColumns: Columns = STORED_PROPERTIES.map(property => PRODUCT_COLUMNS[property])
  .map(({ column, form }) => [column, column === 'product_id' ? 'int' : PRODUCT_TYPES[form as keyof typeof PRODUCT_TYPES]])

/** The tables whose rows belong to a set of data, and the columns that are copied with a set. Each table also has the column `set_id`. */
export const SET_TABLES = {
  caller: [['associate_id', 'int'], ['caller_key', 'text'], ['carrier', 'text']],
  product: [['registered_date', 'text'], ['registered_by', 'text'], ['updated_date', 'text'], ['updated_by', 'text'], ...productColumns],
  owner: [['entity', 'text'], ['owner_id', 'int'], ['name', 'text']],
  list_item: [['list', 'text'], ['item_id', 'int'], ['name', 'text'], ['tooltip', 'text'], ['deleted', 'boolean'], ['rank', 'int']],
  price_list: [
    ['price_list_id', 'int'], ['erp_price_list_key', 'text'], ['quote_connection_id', 'int'], ['name', 'text'], ['description', 'text'],
    ['currency', 'text'], ['currency_name', 'text'], ['valid_from', 'text'], ['valid_to', 'text'], ['is_active', 'boolean'],
  ],
  removed_picture: [['link_type', 'smallint'], ['owner_id', 'int'], ['removed_date', 'text']],
  next_id: [['kind', 'text'], ['next_id', 'bigint']],
  blob: [
    ['blob_key', 'bigint'], ['blob_id', 'int'], ['linked_date', 'text'], ['content_sha256', 'bytea'],
    ['blob_size', 'int'], ['description', 'text'], ['extra_info', 'text'], ['is_encrypted', 'boolean'], ['is_zipped', 'boolean'], ['mime_type', 'text'],
    ['original_size', 'int'], ['created_date', 'text'], ['updated_date', 'text'], ['created_by', 'text'], ['updated_by', 'text'], ['conceptual_type', 'text'],
  ],
  entity_blob: [['link_type', 'smallint'], ['owner_id', 'int'], ['blob_key', 'bigint']],
} as const satisfies Record<string, Columns>

export type SetTable = keyof typeof SET_TABLES

export const SET_TABLE_NAMES = Object.keys(SET_TABLES) as SetTable[]

/** Returns the names of the columns that SET_TABLES has for a table, in this order. `set_id` is not among them. */
export const listTableColumns = (table: SetTable): readonly string[] => SET_TABLES[table].map(([column]) => column)

/** Adds rows to a set. Each row has one value for each column, in the order of SET_TABLES. */
export async function insertRows (query: Query, table: SetTable, setId: string, rows: readonly (readonly unknown[])[]): Promise<void> {
  if (rows.length === 0) return
  const types = SET_TABLES[table].map(([, type]) => type)
  const columns = listTableColumns(table)
  const arrays = types.map((type, index) => `$${index + 2}::${type}[]`)
  await query(`INSERT INTO ${table} (set_id, ${columns}) SELECT $1::uuid, ${columns} FROM unnest(${arrays}) AS added (${columns})`,
    [setId, ...toColumns(types, rows)])
}
