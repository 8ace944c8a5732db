import { LRUCache } from 'lru-cache'
import type { Associate } from '../../../carriers/associate.js'
import type { Caller } from '../../store.js'
import type { Connections } from '../engine/connections.js'
import { callerKey, findCaller } from './callers.js'
import { knownSet } from './set-reference.js'

const MOST_CACHED = 10_000

/** Finds the user of a caller in a set. */
export type FindCaller = (setId: string, caller: Caller) => Promise<Associate | undefined>

/**
 * Returns a function that finds the user of a caller in a set, and caches the user. Cached users are not compared with the database,
 * because users are not changed, and are removed only with their set.
 */
export function createKnownCallers (connections: Pick<Connections, 'read'>): FindCaller {
  const known = new LRUCache<string, Associate>({ max: MOST_CACHED })

  return async function findKnownCaller (setId, caller) {
    const key = caller.name === undefined ? setId : `${setId} ${callerKey(caller.name)}`
    const cached = known.get(key)
    if (cached !== undefined) return cached
    const found = await connections.read(query => findCaller(query, knownSet(setId), caller))
    if (found !== undefined) known.set(key, found)
    return found
  }
}
