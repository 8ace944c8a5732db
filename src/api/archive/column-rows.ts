import { Type } from '@sinclair/typebox'
import { createEnvelope } from '../../carriers/list-envelope.js'
import { PROVIDER_COLUMNS } from './columns.js'

/**
 * A row of the response to `$metadata`, which describes one column. The properties after EntityName have the names in the vendor's
 * ArchiveColumnInfo, because the vendor's documentation of `$metadata` does not name the properties of a row.
 */
const ColumnRowSchema = Type.Object({
  PrimaryKey: Type.String({ description: 'The position of the column, as a string.' }),
  EntityName: Type.String(),
  Name: Type.String({ description: 'The name of the column.' }),
  CanRestrictBy: Type.Boolean({ description: 'True if filters can compare the column.' }),
  RestrictionType: Type.String({ description: 'The type as which filters compare values; empty if they cannot compare the column.' }),
  CanOrderBy: Type.Boolean({ description: 'True if rows can be ordered by the column.' }),
}, { $id: 'ArchiveColumn', xml: { name: 'Row' } })

export const ColumnListSchema = createEnvelope(ColumnRowSchema, 'ArchiveColumnList')

export const COLUMN_ROWS = PROVIDER_COLUMNS.map(({ name, type, isSortable }, index) => ({
  PrimaryKey: String(index + 1),
  EntityName: 'archiveColumnInfo',
  Name: name,
  CanRestrictBy: type !== 'none',
  RestrictionType: type === 'none' ? '' : type,
  CanOrderBy: isSortable,
}))
