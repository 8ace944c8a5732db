import type { FieldProperties } from './field-properties.js'
import type { TableRight } from './table-right.js'

/** A right to a row: one of the words in the mask of a TableRight. */
export type RowRight = 'Select' | 'Update' | 'Insert' | 'Delete'

/** The rights of a caller to the rows of an entity. */
export interface RowRights {
  /** Name of the entity whose rows these are. */
  readonly entity: string
  readonly TableRight: TableRight
  /** The rights that the TableRight grants. */
  readonly granted: readonly RowRight[]
}

/** The rights of a caller to an entity. They are shown in its carrier and enforced by every read and save. */
export interface EntityRights<Entity extends object> extends RowRights {
  readonly FieldProperties: FieldProperties
  /** Properties that the caller must not change. A save keeps their stored values. */
  readonly kept: readonly (keyof Entity & string)[]
  /** Replacements for the properties that the caller must not read; undefined if the caller may read all. */
  readonly hidden: Readonly<Partial<Entity>> | undefined
}
