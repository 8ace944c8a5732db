/**
 * Refers to a set of data, as the first two parameters of a statement: a tenant, whose set is found by the statement itself, so that it sees
 * the data of one instant, and the set that is read while the tenant has none.
 */
export type SetReference = readonly [tenantKey: string, otherwise: string]

/** SQL: the set that a SetReference refers to. */
export const SET = '(SELECT coalesce((SELECT set_id FROM tenant WHERE tenant_key = $1), $2::uuid))'

/** Refers to a set that is known. */
export const knownSet = (setId: string): SetReference => ['', setId]
