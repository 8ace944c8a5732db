import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { createDefaults } from '../carriers/defaults.js'
import { tooManyUsers } from '../errors/api-errors.js'
import type { Caller } from './store.js'

export interface Author {
  readonly associate: Associate
  /** True if the associate is not stored yet. A transaction that stores data with this author must then store the associate too. */
  readonly isNew: boolean
}

/**
 * Limits the users of a tenant, because each request with a new user name can add a user. The users of a seed count, but a seed can have
 * more users than this. Real installations usually have far fewer users.
 */
const MOST_USERS = 10_000

const NEW_CALLER: Associate = { ...createDefaults(AssociateSchema), Tooltip: '', Type: 'InternalAssociate', GroupIdx: 1 }

/**
 * Creates an associate for a caller who is not a stored user.
 * @param before the new id minus 1: the highest AssociateId of the tenant's users for which the next number is a free int32; 0 if no user
 * has such an id
 * @param users the number of the tenant's users
 * @throws ApiError 503 if the tenant has MOST_USERS users or more
 */
export function newAuthor (name: string, properties: Caller['properties'], before: number, users: number): Author {
  if (users >= MOST_USERS) throw tooManyUsers(MOST_USERS)
  return { associate: Object.freeze({ ...NEW_CALLER, FullName: name, FormalName: name, ...properties, AssociateId: before + 1, Name: name }), isNew: true }
}
