import { Type, type TProperties } from '@sinclair/typebox'
import { createEnvelope } from '../../carriers/list-envelope.js'
import { CALENDAR_FORMAT } from '../../carriers/scalars.js'
import type { DateStyle } from '../../context/time-zone.js'
import type { Wording } from '../../context/wording.js'
import type { ProductRow } from '../../storage/product-query.js'
import { ROW_COLUMNS, type ArchiveColumn } from './columns.js'
import { ENTITY_NAME } from './list-parameters.js'

/** Replaces the slashes in the name of a column by underscores, so that the name is a valid identifier (parameter `$jsonSafe`). */
const jsonSafe = (name: string) => name.replaceAll('/', '_')

/**
 * Schemas of the values of a row. The keys are the names of the columns, with slashes and also with underscores instead. Descriptions are
 * omitted, because most of them are in the schema of a product.
 */
const rowProperties: TProperties = Object.fromEntries(ROW_COLUMNS.flatMap(({ name, schema: { description: ofProduct, ...schema } }) =>
  [name, jsonSafe(name)].map(spelling => [spelling, Type.Optional(schema)])))

const ProductRowSchema = Type.Object({
  PrimaryKey: Type.String({ description: 'The id of the product, as a string.' }),
  EntityName: Type.String({ description: 'The entity of the row.' }),
  ...rowProperties,
}, { $id: 'ProductRow', xml: { name: 'Row' }, description: 'The selected columns of a product.' })

export const ProductListSchema = createEnvelope(ProductRowSchema, 'ProductList')

/**
 * Returns the value of a row in a column. Strings that may contain several languages are translated by `wording`, and dates are converted
 * to the form of the response.
 */
export function readCell (row: ProductRow, { property, schema, isWording }: ArchiveColumn, wording: Wording, dates: DateStyle) {
  const value = row[property]
  if (typeof value !== 'string') return value
  if (schema['format'] === CALENDAR_FORMAT) return dates.write(value)
  return isWording ? wording.text(value) : value
}

/** Returns a row of an OData list. */
export function createListRow (row: ProductRow, columns: readonly ArchiveColumn[], { wording, dates, isJsonSafe }: {
  readonly wording: Wording, readonly dates: DateStyle, readonly isJsonSafe: boolean
}) {
  const cells = columns.map(column => [isJsonSafe ? jsonSafe(column.name) : column.name, readCell(row, column, wording, dates)])
  return { PrimaryKey: String(row.ProductId), EntityName: ENTITY_NAME, ...Object.fromEntries(cells) }
}
