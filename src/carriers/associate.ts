import { Type, type Static } from '@sinclair/typebox'
import { FieldPropertiesSchema } from './field-properties.js'
import { Bool, Int32, Text, Words } from './scalars.js'
import { TableRightSchema } from './table-right.js'

/** The members of the vendor's UserType enum in order (superoffice-protocol, section 8). */
export const USER_TYPES = [
  'Unknown', 'InternalAssociate', 'ResourceAssociate', 'ExternalAssociate', 'AnonymousAssociate', 'SystemAssociate',
] as const

const properties = {
  AssociateId: Int32({ description: 'Primary key.' }),
  Name: Text({ description: 'The name with which the user signs in, such as ADM0.' }),
  PersonId: Int32({ description: 'The person that this user is.' }),
  Rank: Int32({ description: 'The place of the user in lists.' }),
  Tooltip: Text({ description: 'What a list shows when the pointer rests on the user.' }),
  Type: Words(USER_TYPES, { description: 'What kind of user this is.' }),
  GroupIdx: Int32({ description: 'The primary user group.' }),
  FullName: Text({ description: 'The name of the person, in the order in which it is spoken.' }),
  FormalName: Text({ description: 'The name of the person with title and the like.' }),
  Deleted: Bool({ description: 'Whether the user has been retired.' }),
  EjUserId: Int32({ description: 'The identity of the user in the Service module.' }),
  UserName: Text({ default: null, description: 'The user name outside of the database.' }),
}

/** An Associate in a request body. All properties are optional. */
export const AssociateBodySchema = Type.Partial(Type.Object(properties), {
  $id: 'AssociateBody',
  description: 'A user. What is left out takes the default of its type.',
})

/** An Associate as it is stored: the 12 documented properties. */
export const AssociateSchema = Type.Object(properties)

/** An Associate in a response. */
export const AssociateCarrierSchema = Type.Object({
  ...properties,
  TableRight: TableRightSchema,
  FieldProperties: FieldPropertiesSchema,
}, { $id: 'Associate', description: 'A user of the installation.' })

export type Associate = Static<typeof AssociateSchema>
export type AssociateCarrier = Static<typeof AssociateCarrierSchema>
