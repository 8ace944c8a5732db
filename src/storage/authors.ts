import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { createDefaults } from '../carriers/defaults.js'
import { tooManyUsers } from '../errors/api-errors.js'
import type { Caller } from './store.js'

/** The associate of a caller. */
export interface Author {
  readonly associate: Associate
  /** True if the caller is unknown. Then the associate must be stored in the transaction that stores its blob or product. */
  readonly isNew: boolean
}

/** Limit of the users of a tenant, because any credential creates one. Installations have some hundreds. */
const MOST_USERS = 10_000

const NEW_CALLER: Associate = { ...createDefaults(AssociateSchema), Tooltip: '', Type: 'InternalAssociate', GroupIdx: 1 }

/**
 * Returns a provisional associate for a caller who is not stored.
 * @param highest the highest id of the users
 * @throws ApiError 503 if the tenant has the maximum number of users
 */
export function newAuthor (name: string, properties: Caller['properties'], highest: number, users: number): Author {
  if (users >= MOST_USERS) throw tooManyUsers(MOST_USERS)
  return { associate: Object.freeze({ ...NEW_CALLER, FullName: name, FormalName: name, ...properties, AssociateId: highest + 1, Name: name }), isNew: true }
}
