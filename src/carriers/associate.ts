import { Type, type Static } from '@sinclair/typebox'
import { FieldPropertiesSchema } from './field-properties.js'
import { Bool, Int32, Text, Words } from './scalars.js'
import { TableRightSchema } from './table-right.js'

/** The members of the vendor's enum UserType, in the order of their numbers (superoffice-protocol, section 8). */
export const USER_TYPES = [
  'Unknown', 'InternalAssociate', 'ResourceAssociate', 'ExternalAssociate', 'AnonymousAssociate', 'SystemAssociate',
] as const

const properties = {
  AssociateId: Int32({ description: 'Primary key.' }),
  Name: Text({ description: 'The sign-in name, such as ADM0.' }),
  PersonId: Int32({ description: 'Id of the person who has this user account.' }),
  Rank: Int32({ description: 'The position of the user in lists.' }),
  Tooltip: Text({ description: 'The tooltip of the user in lists.' }),
  Type: Words(USER_TYPES, { description: 'The kind of user.' }),
  GroupIdx: Int32({ description: 'Id of the primary user group.' }),
  FullName: Text({ description: 'The full name of the person, in spoken order.' }),
  FormalName: Text({ description: 'The formal name of the person, with the title.' }),
  Deleted: Bool({ description: 'True if the user has been retired.' }),
  EjUserId: Int32({ description: 'Id of the user in the Service module.' }),
  UserName: Text({ default: null, description: 'The user name with which the user signs in outside the database.' }),
}

export const AssociateBodySchema = Type.Partial(Type.Object(properties), {
  $id: 'AssociateBody',
  description: 'A user. Omitted properties take the default of their type.',
})

export const AssociateSchema = Type.Object(properties)

export const AssociateCarrierSchema = Type.Object({
  ...properties,
  TableRight: TableRightSchema,
  FieldProperties: FieldPropertiesSchema,
}, { $id: 'Associate', description: 'A user of the installation.' })

export type Associate = Static<typeof AssociateSchema>
export type AssociateCarrier = Static<typeof AssociateCarrierSchema>
