import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { createDefaults } from '../carriers/defaults.js'
import { tooManyUsers } from '../errors/api-errors.js'
import type { Caller } from './store.js'

/** The associate who is stored as the author of a save. */
export interface Author {
  readonly associate: Associate
  /** True if the caller has no associate yet. The associate must then be stored in the transaction that stores the blob or product. */
  readonly isNew: boolean
}

/** Limits the users of a tenant, because any credential creates one. Installations have some hundreds of users. */
const MOST_USERS = 10_000

const NEW_CALLER: Associate = { ...createDefaults(AssociateSchema), Tooltip: '', Type: 'InternalAssociate', GroupIdx: 1 }

/**
 * Returns an associate for a caller who is not stored yet.
 * @param highest the highest id of the users
 * @param users the number of users
 * @throws ApiError 503 if the tenant has the maximum number of users
 */
export function newAuthor (name: string, properties: Caller['properties'], highest: number, users: number): Author {
  if (users >= MOST_USERS) throw tooManyUsers(MOST_USERS)
  return { associate: Object.freeze({ ...NEW_CALLER, FullName: name, FormalName: name, ...properties, AssociateId: highest + 1, Name: name }), isNew: true }
}
