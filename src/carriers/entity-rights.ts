import type { FieldProperties } from './field-properties.js'
import type { TableRight } from './table-right.js'

/** A right to a row: one of the words in the mask of a TableRight. */
export type RowRight = 'Select' | 'Update' | 'Insert' | 'Delete'

/** The rights of a caller to a row of an entity. */
export interface RowRights {
  /** The name of the entity. */
  readonly entity: string
  readonly TableRight: TableRight
  /** The rights that the TableRight grants. */
  readonly granted: readonly RowRight[]
}

/** The rights of a caller to an entity and its properties. Carriers contain them, and routes enforce them. */
export interface EntityRights<Entity extends object> extends RowRights {
  readonly FieldProperties: FieldProperties
  /**
   * Properties that the caller must not change. Their values in a request body are ignored: a stored entity keeps its values, and a new
   * entity has the default values. The server can still set such a property, for example the date of the last change.
   */
  readonly kept: readonly (keyof Entity & string)[]
  /** The values returned for the properties that the caller must not read; undefined if the caller may read all properties. */
  readonly hidden: Readonly<Partial<Entity>> | undefined
}
