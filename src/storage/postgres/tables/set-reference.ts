/**
 * The first two parameters of a statement, which identify a set of data: the key of a tenant, and the id of the set to use if the tenant
 * has no data. The statement looks up the set of the tenant, so that it reads the set and the data at the same instant.
 */
export type SetReference = readonly [tenantKey: string, otherwise: string]

/** SQL expression for the id of the set that a SetReference identifies. */
export const SET = '(SELECT coalesce((SELECT set_id FROM tenant WHERE tenant_key = $1), $2::uuid))'

/** Returns the reference to the set `setId`. No tenant has the empty key, so the expression SET has the value `setId`. */
export const knownSet = (setId: string): SetReference => ['', setId]
