import type { FieldProperties } from './field-properties.js'
import type { TableRight } from './table-right.js'

/** A right to a row: one of the words that the mask of a TableRight can contain. */
export type RowRight = 'Select' | 'Update' | 'Insert' | 'Delete'

export interface RowRights {
  readonly entity: string
  readonly TableRight: TableRight
  readonly granted: readonly RowRight[]
}

/** The rights of a caller to an entity and its properties. */
export interface EntityRights<Entity extends object> extends RowRights {
  readonly FieldProperties: FieldProperties
  /**
   * Properties that the caller must not change. Their values in a request body are ignored: a stored entity keeps its values, and a new
   * entity has the default values. The server can still set such a property, for example the date of the last change.
   */
  readonly kept: readonly (keyof Entity & string)[]
  /** The properties that the caller must not read, each with the value that is returned instead; undefined if the caller may read all. */
  readonly hidden: Readonly<Partial<Entity>> | undefined
}
