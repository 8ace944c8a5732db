import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { ClockReader } from '../../context/clock.js'
import type { FaultQuota } from './rule.js'

/** Maximum number of callers whose windows are stored for a rule. */
const MOST_CALLERS = 1000

/**
 * A request that is earlier than the start of a window by at least this number of milliseconds begins a new window. A request that is less
 * early belongs to the window, because the clocks of two replicas can differ by the time in which a response of the database arrives.
 */
const MOST_SKEW_MS = 5000

interface QuotaWindow {
  /** The time of the request that began the window, by the clock of the tenant. */
  readonly since: number
  readonly count: number
}

/**
 * The windows of a quota, by the hash of the caller's credential. A quota per tenant has only one window, with the key "". The windows are
 * in the order of their last use. If a further window would exceed MOST_CALLERS, the first is removed.
 */
export type QuotaWindows = Record<string, QuotaWindow>

/** Counts a request in its window. Returns 0 if the request is within the quota, otherwise the number of seconds until the window ends. */
export type Quota = (request: FastifyRequest, windows: QuotaWindows) => number

/** Compiles a quota. A window begins with a request after the previous window has ended, by the clock of the tenant. */
export function compileQuota ({ Calls, Seconds, Per = 'Tenant' }: FaultQuota, clock: ClockReader): Quota {
  return (request, windows) => {
    const caller = Per === 'Caller' ? hashCaller(request) : ''
    const now = clock.now(request.tenant)
    const { since, count } = windows[caller] ?? { since: now, count: 0 }
    const secondsLeft = Math.ceil(Seconds - Math.max(0, now - since) / 1000)
    // The window also ends if the clock of the tenant is set to a time at least MOST_SKEW_MS before the start of the window.
    if (secondsLeft <= 0 || since - now >= MOST_SKEW_MS) {
      setLast(windows, caller, { since: now, count: 1 })
      return 0
    }
    setLast(windows, caller, { since, count: count + 1 })
    return count + 1 > Calls ? secondsLeft : 0
  }
}

/**
 * Returns a hash of the credential, which identifies the caller. The user name is not used, because rules without a condition on the body
 * can be applied before authentication.
 */
const hashCaller = ({ headers }: FastifyRequest) => createHash('sha256').update(`${headers.authorization ?? headers['x-xsrf-token']}`).digest('base64')

/** Sets the window of a caller and moves it to the end. Can remove the first window. */
function setLast (windows: QuotaWindows, caller: string, window: QuotaWindow): void {
  if (windows[caller] === undefined) {
    const callers = Object.keys(windows)
    if (callers.length === MOST_CALLERS) Reflect.deleteProperty(windows, String(callers[0]))
  }
  Reflect.deleteProperty(windows, caller)
  windows[caller] = window
}
