import { LRUCache } from 'lru-cache'
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../context/clock.js'
import type { FaultQuota } from './rule.js'

/** Callers whose windows are remembered; each is a credential, which may be long. */
const MOST_CALLERS = 1000

/** Counts a call; the seconds until the next window when the call is beyond the quota, else 0. */
export type Quota = (request: FastifyRequest) => number

/** Compiles a quota: a window begins with its first call, by the clock of the tenant. */
export function compileQuota ({ Calls, Seconds, Per = 'Tenant' }: FaultQuota, clock: Clock): Quota {
  const windows = new LRUCache<string, { readonly since: number, calls: number }>({ max: MOST_CALLERS })

  return ({ tenant, headers }) => {
    // A call is met before it is known who calls: who has another credential is another caller.
    const caller = Per === 'Caller' ? `${headers.authorization ?? headers['x-xsrf-token']}` : ''
    const now = clock.now(tenant)
    const window = windows.get(caller)
    const secondsLeft = window === undefined ? 0 : Math.ceil((window.since - now) / 1000 + Seconds)
    // A clock that was put back has left the window as well.
    if (window === undefined || secondsLeft <= 0 || now < window.since) {
      windows.set(caller, { since: now, calls: 1 })
      return 0
    }
    return ++window.calls > Calls ? secondsLeft : 0
  }
}
