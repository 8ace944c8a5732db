/**
 * The first two parameters of a statement, which refer to a set of data: the key of a tenant, and the set to read if that tenant has no
 * data. The statement itself looks up the tenant's set, so that it sees the data of one instant.
 */
export type SetReference = readonly [tenantKey: string, otherwise: string]

/** SQL: the set that a SetReference refers to. */
export const SET = '(SELECT coalesce((SELECT set_id FROM tenant WHERE tenant_key = $1), $2::uuid))'

/** Returns the reference to a set by its id. */
export const knownSet = (setId: string): SetReference => ['', setId]
