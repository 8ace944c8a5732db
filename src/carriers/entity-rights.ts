import type { FieldProperties } from './field-properties.js'
import type { TableRight } from './table-right.js'

/** What can be done with a row, in the words of its TableRight. */
export type RowRight = 'Select' | 'Update' | 'Insert' | 'Delete'

/** What a caller may do with the rows of an entity. */
export interface RowRights {
  /** The name of the carrier. */
  readonly entity: string
  readonly TableRight: TableRight
  /** What the TableRight allows. */
  readonly granted: readonly RowRight[]
}

/** What a caller may do with an entity: what its carrier shows, and what calls obey. */
export interface EntityRights<Entity extends object> extends RowRights {
  readonly FieldProperties: FieldProperties
  /** Properties that stay as they are, whatever the caller sends. */
  readonly kept: readonly (keyof Entity & string)[]
  /** What properties are answered as that the caller must not see; undefined when there are none. */
  readonly hidden: Readonly<Partial<Entity>> | undefined
}
