import { LRUCache } from 'lru-cache'
import type { FastifyRequest } from 'fastify'
import type { ClockReader } from '../../context/clock.js'
import type { FaultQuota } from './rule.js'

/** Limits the callers whose windows are kept. The key is the credential, which may be long. */
const MOST_CALLERS = 1000

/** Counts a request. Returns 0 if it is within the quota, else the seconds until the next window. */
export type Quota = (request: FastifyRequest) => number

/** Compiles a quota. A window starts with its first request, by the clock of the tenant. */
export function compileQuota ({ Calls, Seconds, Per = 'Tenant' }: FaultQuota, clock: ClockReader): Quota {
  const windows = new LRUCache<string, { readonly since: number, calls: number }>({ max: MOST_CALLERS })

  return ({ tenant, headers }) => {
    // Faults are applied before authentication, so callers are identified by their credential.
    const caller = Per === 'Caller' ? `${headers.authorization ?? headers['x-xsrf-token']}` : ''
    const now = clock.now(tenant)
    const window = windows.get(caller)
    const secondsLeft = window === undefined ? 0 : Math.ceil((window.since - now) / 1000 + Seconds)
    // The window also ends when the tenant's clock is set back before its start.
    if (window === undefined || secondsLeft <= 0 || now < window.since) {
      windows.set(caller, { since: now, calls: 1 })
      return 0
    }
    return ++window.calls > Calls ? secondsLeft : 0
  }
}
