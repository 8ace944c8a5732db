import type { NamedOwner, Owner } from '../../../carriers/owner.js'
import type { Query } from '../engine/connections.js'
import { SET, type SetReference } from './set-reference.js'

const EXISTS_PRODUCT = `SELECT 1 FROM product WHERE set_id = ${SET} AND product_id = $3`
const EXISTS = `SELECT 1 FROM owner WHERE set_id = ${SET} AND owner_id = $3 AND entity = $4`
const SELECT_ALL = `SELECT entity, owner_id, name FROM owner WHERE set_id = ${SET} ORDER BY entity, owner_id`

/** True if the owner is stored. */
export async function hasOwner (query: Query, set: SetReference, { entity, id }: Owner): Promise<boolean> {
  const rows = entity === 'Product' ? await query(EXISTS_PRODUCT, [...set, id]) : await query(EXISTS, [...set, id, entity])
  return rows.length > 0
}

/** Returns all persons, projects and contacts of a set, ordered by entity and id. */
export const allOwners = async (query: Query, set: SetReference): Promise<NamedOwner[]> =>
  (await query<[entity: NamedOwner['entity'], id: number, name: string | null]>(SELECT_ALL, set)).map(([entity, id, name]) => ({ entity, id, name }))
