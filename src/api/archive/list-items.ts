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
import { readCell } from './rows.js'

const CellSchema = Type.Object({
  DisplayValue: Type.String({ description: 'The value. Strings are unchanged; other values are encoded, as in [I:3].' }),
  TooltipHint: Type.String(),
  LinkHint: Type.String(),
}, { $id: 'ArchiveColumnData' })

/** A row in responses of the archive agent (the vendor's documentation, POST Agents/Archive/GetArchiveListByColumns, Response). */
export const ArchiveListItemSchema = Type.Object({
  EntityName: Type.String({ description: 'The entity of the row.' }),
  PrimaryKey: Int32({ description: 'The id of the product.' }),
  ColumnData: Nullable(Type.Record(Type.String(), CellSchema, { 'x-xml-entry': 'KeyValueOfstringArchiveColumnData', description: 'The value of each column.' })),
  LinkHint: Nullable(Type.String()),
  StyleHint: Nullable(Type.String()),
  TableRight: Nullable(TableRightSchema),
  FieldProperties: Nullable(FieldPropertiesSchema),
}, { $id: 'ArchiveListItem', xml: { name: 'ArchiveListItem' } })

type ArchiveListItem = Static<typeof ArchiveListItemSchema>

export const ArchiveListSchema = Type.Array(ArchiveListItemSchema, { xml: { name: 'ArrayOfArchiveListItem' } })

const NO_FIELDS = Object.freeze({})

/** Returns a row of the archive agent, with one cell for each of `columns`. */
export function createListItem (row: ProductRow, columns: readonly ArchiveColumn[], wording: Wording, dates: DateStyle): ArchiveListItem {
  const cells = columns.map(column => [column.name, { DisplayValue: encodeValue(readCell(row, column, wording, dates), column), TooltipHint: '', LinkHint: '' }])
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

/**
 * Encodes booleans, numbers and dates in the format of NetServer's CultureDataFormatter (the vendor's documentation, archive providers,
 * encoded values). Strings that are not dates are returned unchanged, and null as "".
 */
function encodeValue (value: unknown, { type, schema }: ArchiveColumn): string {
  if (typeof value === 'boolean') return `[I:${Number(value)}]`
  if (typeof value === 'number') return type === 'int' ? `[I:${value}]` : `[F:${formatDouble(value)}]`
  return schema['format'] === CALENDAR_FORMAT ? `[DT:${formatAmericanDate(String(value))}]` : String(value ?? '')
}

/** Formats a date for an encoded value: returns `11/09/2017 14:53:18` for `2017-11-09T14:53:18`. */
const formatAmericanDate = (date: string) => `${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(0, 4)} ${date.slice(11, 19)}`
