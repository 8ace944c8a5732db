import { Type, type Static } from '@sinclair/typebox'
import { FieldPropertiesSchema } from './field-properties.js'
import { Bool, Int32, Text } from './scalars.js'
import { TableRightSchema } from './table-right.js'

export const LIST_NAMES = ['ProductCategory', 'ProductFamily', 'ProductType'] as const

export type ListName = typeof LIST_NAMES[number]

export const ListItemSchema = Type.Object({
  Id: Int32({ minimum: 1, description: 'Primary key.' }),
  Name: Text({ description: 'The name that is shown to users.' }),
  Tooltip: Text({ description: 'The tooltip of the item.' }),
  Deleted: Bool({ description: 'True if the item can no longer be chosen.' }),
  Rank: Int32({ description: 'The position of the item in the list.' }),
})

export type ListItem = Static<typeof ListItemSchema>

export interface ListedItem {
  readonly list: ListName
  readonly item: ListItem
}

/** A list item in a response (the vendor's documentation, GET List/Category/Items). */
export const ListItemCarrierSchema = Type.Object({
  Id: ListItemSchema.properties.Id,
  Name: ListItemSchema.properties.Name,
  Tooltip: ListItemSchema.properties.Tooltip,
  Deleted: ListItemSchema.properties.Deleted,
  UdListDefinitionId: Int32({ description: 'The id of the list; always 0 in the mock.' }),
  Rank: ListItemSchema.properties.Rank,
  TableRight: TableRightSchema,
  FieldProperties: FieldPropertiesSchema,
}, { $id: 'ListItemEntity', xml: { name: 'ListItemEntity' }, description: 'An item of a list.' })

export type ListItemCarrier = Static<typeof ListItemCarrierSchema>
