import { Type, type Static } from '@sinclair/typebox'
import { USER_TYPES } from './associate.js'
import { FieldPropertiesSchema } from './field-properties.js'
import { ResponseDateTime, Bool, Int32, Nullable, Text, Words } from './scalars.js'
import { TableRightSchema } from './table-right.js'

/** The members of the vendor's RoleType enum. */
const ROLE_TYPES = ['Employee', 'ExternalUser', 'Anonymous', 'System'] as const

/** The members of the vendor's LicenseType enum. */
const LICENSE_TYPES = ['Unknown', 'SiteLicense', 'SatelliteLicense', 'UserLicense'] as const

/** The members of the enum EjUserStatus that the vendor's documentation names. */
const EJ_USER_STATUSES = ['StatusNone', 'StatusNormal', 'StatusNotAvailable', 'StatusDeleted', 'StatusReadOnly', 'StatusSpm'] as const

const LicenseSchema = Type.Object({
  OwnerId: Int32(),
  OwnerName: Text(),
  OwnerDescription: Text(),
  ModuleId: Int32(),
  Name: Text(),
  Description: Text(),
  Version: Text(),
  LicenseType: Words(LICENSE_TYPES),
  ExtraFlags: Int32(),
  ExtraInfo: Text(),
  SortOrder: Int32(),
  LicenseNumber: Int32(),
  IsHidden: Bool(),
  IsUnrestricted: Bool(),
  ExpiryDate: ResponseDateTime(),
  TableRight: Nullable(TableRightSchema),
  FieldProperties: Nullable(FieldPropertiesSchema),
}, { $id: 'GrantedModuleLicense', xml: { name: 'GrantedModuleLicense' }, description: 'A license of the user. The mock has none.' })

const CredentialSchema = Type.Object({
  Type: Text(),
  SearchName: Text(),
  DisplayName: Text(),
  CredentialId: Int32(),
}, { $id: 'ProvidedCredential', xml: { name: 'ProvidedCredential' }, description: 'A credential of the user. The mock has none.' })

/** The user of a request (the vendor's documentation, GET User/currentPrincipal). */
export const PrincipalSchema = Type.Object({
  UserType: Words(USER_TYPES, { description: 'The kind of user.' }),
  Associate: Text({ description: 'The sign-in name, such as ADM0.' }),
  AssociateId: Int32({ description: 'Id of the user.' }),
  IsPerson: Bool({ description: 'True if the user is a person, not a resource or a system.' }),
  PersonId: Int32({ description: 'Id of the person who has this user account.' }),
  CountryId: Int32({ description: 'Id of the country of the user; always 0 in the mock.' }),
  HomeCountryId: Int32({ description: 'Id of the default country of new items; always 0 in the mock.' }),
  ContactId: Int32({ description: 'Id of the company of the person; always 0 in the mock.' }),
  GroupId: Int32({ description: 'Id of the primary user group.' }),
  BusinessId: Int32({ description: 'Id of the business of the company; always 0 in the mock.' }),
  CategoryId: Int32({ description: 'Id of the category of the company; always 0 in the mock.' }),
  ContactOwner: Int32({ description: 'Id of the owner of the company; always 0 in the mock.' }),
  RoleId: Int32({ description: 'Id of the role of the user; always 0 in the mock.' }),
  RoleName: Text({ description: 'The name of the role.' }),
  RoleDescription: Text({ description: 'The description of the role.' }),
  RoleType: Words(ROLE_TYPES, { description: 'The kind of role.' }),
  Licenses: Type.Array(LicenseSchema, { description: 'Licenses of the site and the user.' }),
  FullName: Text({ description: 'The name of the person.' }),
  EMailAddress: Text({ description: 'The e-mail address of the person.' }),
  FunctionRights: Type.Array(Type.String({ xml: { name: 'string' } }), { description: 'Functional rights, sorted.' }),
  EjUserId: Int32({ description: 'Id of the user in the Service module.' }),
  EjAccessLevel: Int32({ description: 'The access level in the Service module.' }),
  EjUserStatus: Words(EJ_USER_STATUSES, { description: 'The status in the Service module.' }),
  ProvidedCredentials: Type.Array(CredentialSchema, { description: 'The credentials with which the user signed in.' }),
  SecondaryGroups: Type.Array(Int32({ xml: { name: 'int' } }), { description: 'Ids of the other user groups.' }),
  DatabaseContextIdentifier: Text({ description: 'The name of the tenant.' }),
  UserName: Text({ description: 'The user name outside the database, or else the sign-in name.' }),
}, { $id: 'SoPrincipalCarrier', xml: { name: 'SoPrincipalCarrier' }, description: 'The user who sends the request.' })

export type Principal = Static<typeof PrincipalSchema>
