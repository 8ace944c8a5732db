import { Type, type Static } from '@sinclair/typebox'

/** The caller's rights to a row (superoffice-protocol, section 7.1). */
export const TableRightSchema = Type.Object({
  Mask: Type.String({ description: 'The rights as a list of words, such as "Select, Update".' }),
  Reason: Type.String({ description: 'The reason why a right is missing; empty if none is.' }),
}, { $id: 'TableRight', description: 'The rights of the caller to the row that this carrier shows.' })

/**
 * The TableRight of blobs and products, unless a rights rule sets another one, and of list items and price lists. The service sends this
 * mask for many entities (superoffice-protocol, section 7.1).
 */
export const ENTITY_RIGHT: TableRight = Object.freeze({ Mask: 'Select, Update, Insert, Delete', Reason: '' })

export type TableRight = Static<typeof TableRightSchema>
