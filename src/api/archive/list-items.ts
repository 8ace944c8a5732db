import { Type, type Static } from '@sinclair/typebox'
import { FieldPropertiesSchema } from '../../carriers/field-properties.js'
import { CALENDAR_FORMAT, Int32, Nullable } from '../../carriers/scalars.js'
import { TableRightSchema } from '../../carriers/table-right.js'
import { formatDouble } from '../../codec/formats/double.js'
import type { DateStyle } from '../../context/time-zone.js'
import type { Wording } from '../../context/wording.js'
import type { ProductRow } from '../../storage/product-query.js'
import type { ArchiveColumn } from './columns.js'
import { ENTITY_NAME } from './list-parameters.js'
import { cellOf } from './rows.js'

const CellSchema = Type.Object({
  DisplayValue: Type.String({ description: 'The value: a string as it is, anything else encoded, as in [I:3].' }),
  TooltipHint: Type.String(),
  LinkHint: Type.String(),
}, { $id: 'ArchiveColumnData' })

/** A row of an archive as the agent answers it (docs, POST Agents/Archive/GetArchiveListByColumns, Response). */
export const ArchiveListItemSchema = Type.Object({
  EntityName: Type.String({ description: 'What the row is about.' }),
  PrimaryKey: Int32({ description: 'The number of the product.' }),
  ColumnData: Nullable(Type.Record(Type.String(), CellSchema, { 'x-xml-entry': 'KeyValueOfstringArchiveColumnData', description: 'The value of each column.' })),
  LinkHint: Nullable(Type.String()),
  StyleHint: Nullable(Type.String()),
  TableRight: Nullable(TableRightSchema),
  FieldProperties: Nullable(FieldPropertiesSchema),
}, { $id: 'ArchiveListItem', xml: { name: 'ArchiveListItem' } })

type ArchiveListItem = Static<typeof ArchiveListItemSchema>

export const ArchiveListSchema = Type.Array(ArchiveListItemSchema, { xml: { name: 'ArrayOfArchiveListItem' } })

const NO_FIELDS = Object.freeze({})

/** Returns a row with a cell for each column. */
export function toListItem (row: ProductRow, columns: readonly ArchiveColumn[], wording: Wording, dates: DateStyle): ArchiveListItem {
  const cells = columns.map(column => [column.name, { DisplayValue: encoded(cellOf(row, column, wording, dates), column), TooltipHint: '', LinkHint: '' }])
  return {
    EntityName: ENTITY_NAME,
    PrimaryKey: row.ProductId,
    ColumnData: Object.fromEntries(cells),
    LinkHint: '',
    StyleHint: '',
    TableRight: null,
    FieldProperties: NO_FIELDS,
  }
}

/** Returns a value as NetServer's CultureDataFormatter encodes it (docs, archive providers, encoded values). Strings are not encoded. */
function encoded (value: unknown, { type, schema }: ArchiveColumn): string {
  if (typeof value === 'boolean') return `[I:${Number(value)}]`
  if (typeof value === 'number') return type === 'int' ? `[I:${value}]` : `[F:${formatDouble(value)}]`
  return schema['format'] === CALENDAR_FORMAT ? `[DT:${americanDate(String(value))}]` : String(value ?? '')
}

/** Returns a date as it is encoded: `11/09/2017 14:53:18` for `2017-11-09T14:53:18`. */
const americanDate = (date: string) => `${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(0, 4)} ${date.slice(11, 19)}`
