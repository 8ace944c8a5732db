import { Type, type Static } from '@sinclair/typebox'
import { USER_TYPES } from './associate.js'
import { FieldPropertiesSchema } from './field-properties.js'
import { AnsweredDateTime, Bool, Int32, Nullable, Text, Words } from './scalars.js'
import { TableRightSchema } from './table-right.js'

/** The members of the vendor's RoleType enum. */
const ROLE_TYPES = ['Employee', 'ExternalUser', 'Anonymous', 'System'] as const

/** The members of the vendor's LicenseType enum. */
const LICENSE_TYPES = ['Unknown', 'SiteLicense', 'SatelliteLicense', 'UserLicense'] as const

/** The members of the vendor's EjUserStatus enum that its documentation names. */
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
  ExpiryDate: AnsweredDateTime(),
  TableRight: Nullable(TableRightSchema),
  FieldProperties: Nullable(FieldPropertiesSchema),
}, { $id: 'GrantedModuleLicense', xml: { name: 'GrantedModuleLicense' }, description: 'A license of the user. The mock has none.' })

const CredentialSchema = Type.Object({
  Type: Text(),
  SearchName: Text(),
  DisplayName: Text(),
  CredentialId: Int32(),
}, { $id: 'ProvidedCredential', xml: { name: 'ProvidedCredential' }, description: 'How the user signed in. The mock names none.' })

/** The user of a request (docs, GET User/currentPrincipal). */
export const PrincipalSchema = Type.Object({
  UserType: Words(USER_TYPES, { description: 'What kind of user this is.' }),
  Associate: Text({ description: 'The name with which the user signs in, such as ADM0.' }),
  AssociateId: Int32({ description: 'The id of the user.' }),
  IsPerson: Bool({ description: 'Whether the user is a person, and not a resource or a system.' }),
  PersonId: Int32({ description: 'The person that the user is.' }),
  CountryId: Int32({ description: 'The country of the user; 0, as the mock knows none.' }),
  HomeCountryId: Int32({ description: 'The default country of new items; 0, as the mock knows none.' }),
  ContactId: Int32({ description: 'The company of the person; 0, as the mock knows none.' }),
  GroupId: Int32({ description: 'The primary user group.' }),
  BusinessId: Int32({ description: 'The business of the company; 0, as the mock knows none.' }),
  CategoryId: Int32({ description: 'The category of the company; 0, as the mock knows none.' }),
  ContactOwner: Int32({ description: 'The owner of the company; 0, as the mock knows none.' }),
  RoleId: Int32({ description: 'The role of the user; 0, as the mock has no roles.' }),
  RoleName: Text({ description: 'The name of the role.' }),
  RoleDescription: Text({ description: 'The description of the role.' }),
  RoleType: Words(ROLE_TYPES, { description: 'What kind of role this is.' }),
  Licenses: Type.Array(LicenseSchema, { description: 'Licenses of the site and the user.' }),
  FullName: Text({ description: 'The name of the person.' }),
  EMailAddress: Text({ description: 'The e-mail address of the person.' }),
  FunctionRights: Type.Array(Type.String({ xml: { name: 'string' } }), { description: 'Functional rights, sorted.' }),
  EjUserId: Int32({ description: 'The identity of the user in the Service module.' }),
  EjAccessLevel: Int32({ description: 'The access level in the Service module.' }),
  EjUserStatus: Words(EJ_USER_STATUSES, { description: 'The status in the Service module.' }),
  ProvidedCredentials: Type.Array(CredentialSchema, { description: 'The credentials with which the user signed in.' }),
  SecondaryGroups: Type.Array(Int32({ xml: { name: 'int' } }), { description: 'Further user groups.' }),
  DatabaseContextIdentifier: Text({ description: 'The tenant.' }),
  UserName: Text({ description: 'The user name outside of the database, or else the name with which the user signs in.' }),
}, { $id: 'SoPrincipalCarrier', xml: { name: 'SoPrincipalCarrier' }, description: 'The user who sends the request.' })

export type Principal = Static<typeof PrincipalSchema>
