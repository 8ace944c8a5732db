import { Type } from '@sinclair/typebox'
import { createEnvelope } from '../../carriers/list-envelope.js'
import { PROVIDER_COLUMNS } from './columns.js'

/** A column of an archive: properties of the vendor's ArchiveColumnInfo. The body of `$metadata` is documented as a list of rows only. */
const ColumnRowSchema = Type.Object({
  PrimaryKey: Type.String({ description: 'The place of the column, as a text.' }),
  EntityName: Type.String(),
  Name: Type.String({ description: 'The name of the column.' }),
  CanRestrictBy: Type.Boolean({ description: 'Whether filters may name the column.' }),
  RestrictionType: Type.String({ description: 'What the column is compared as; empty if it is not compared.' }),
  CanOrderBy: Type.Boolean({ description: 'Whether rows can be ordered by the column.' }),
}, { $id: 'ArchiveColumn', xml: { name: 'Row' } })

export const ColumnListSchema = createEnvelope(ColumnRowSchema, 'ArchiveColumnList')

/** The documented columns of the provider. */
export const COLUMN_ROWS = PROVIDER_COLUMNS.map(({ name, type, isSortable }, index) => ({
  PrimaryKey: String(index + 1),
  EntityName: 'archiveColumnInfo',
  Name: name,
  CanRestrictBy: type !== 'none',
  RestrictionType: type === 'none' ? '' : type,
  CanOrderBy: isSortable,
}))
