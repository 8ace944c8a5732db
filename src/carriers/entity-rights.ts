import type { FieldProperties } from './field-properties.js'
import type { TableRight } from './table-right.js'

/** Rights to a row, by the words of a TableRight mask. */
export type RowRight = 'Select' | 'Update' | 'Insert' | 'Delete'

/** The rights of a caller to the rows of an entity. */
export interface RowRights {
  /** Name of the carrier. */
  readonly entity: string
  readonly TableRight: TableRight
  /** The rights that the TableRight grants. */
  readonly granted: readonly RowRight[]
}

/** The rights of a caller to an entity. Its carrier shows them, and every read and save enforces them. */
export interface EntityRights<Entity extends object> extends RowRights {
  readonly FieldProperties: FieldProperties
  /** Properties that the caller must not change. A save keeps their stored values. */
  readonly kept: readonly (keyof Entity & string)[]
  /** The values that replace properties which the caller must not read; undefined if the caller may read all. */
  readonly hidden: Readonly<Partial<Entity>> | undefined
}
