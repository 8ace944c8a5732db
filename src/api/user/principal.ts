import type { Associate } from '../../carriers/associate.js'
import { createDefaults } from '../../carriers/defaults.js'
import { PrincipalSchema, type Principal } from '../../carriers/principal.js'
import type { Wording } from '../../context/wording.js'

const BLANK_PRINCIPAL = createDefaults(PrincipalSchema)

const BY_TYPE: Readonly<Record<Associate['Type'], Pick<Principal, 'RoleType' | 'IsPerson'>>> = {
  Unknown: { RoleType: 'Employee', IsPerson: false },
  InternalAssociate: { RoleType: 'Employee', IsPerson: true },
  ResourceAssociate: { RoleType: 'Employee', IsPerson: false },
  ExternalAssociate: { RoleType: 'ExternalUser', IsPerson: true },
  AnonymousAssociate: { RoleType: 'Anonymous', IsPerson: false },
  SystemAssociate: { RoleType: 'System', IsPerson: false },
}

/** Returns the carrier of a user. Properties that are not set here have the default of their schema. */
export function createPrincipal (associate: Associate, tenant: string, wording: Wording): Principal {
  const { Type, Name, AssociateId, PersonId, GroupIdx, FullName, EjUserId, UserName } = associate
  return {
    ...BLANK_PRINCIPAL,
    ...BY_TYPE[Type],
    UserType: Type,
    Associate: wording.text(Name),
    AssociateId,
    PersonId,
    GroupId: GroupIdx,
    FullName: wording.text(FullName),
    EjUserId,
    EjUserStatus: readStatus(associate),
    DatabaseContextIdentifier: tenant,
    UserName: UserName || Name,
  }
}

function readStatus ({ Deleted, EjUserId }: Associate): Principal['EjUserStatus'] {
  if (Deleted) return 'StatusDeleted'
  return EjUserId === 0 ? 'StatusNone' : 'StatusNormal'
}
