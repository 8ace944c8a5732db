import { withinCalendar } from '../../carriers/date-time.js'
import type { ClockReader } from '../../context/clock.js'
import { TenantMap } from '../rules/tenant-map.js'

interface ClockReading {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly isFrozen: boolean
  /** True if the tenant has its own clock instead of the machine's. */
  readonly isAdjusted: boolean
}

/** The clocks of all tenants. A tenant uses the clock of the machine until it is given its own. */
export interface TenantClocks extends ClockReader {
  read (tenant: string): ClockReading
  /** Gives the tenant its own clock. @throws ApiError 503 if that would be one tenant too many */
  set (tenant: string, clock: Pick<ClockReading, 'now' | 'isFrozen'>): void
  /** Returns the tenant to the clock of the machine. */
  reset (tenant: string): void
}

/** A frozen clock, or a clock that runs ahead of the machine's by a number of milliseconds, which may be negative. */
type OwnClock = { readonly frozenAt: number } | { readonly aheadMs: number }

/** @param mostTenants limits the tenants that have their own clock */
export function createTenantClocks (mostTenants: number): TenantClocks {
  const own = new TenantMap<OwnClock>()

  function readTime (clock: OwnClock | undefined): number {
    if (clock === undefined) return Date.now()
    // A running clock stops at the end of the year 9999.
    return 'frozenAt' in clock ? clock.frozenAt : withinCalendar(Date.now() + clock.aheadMs).getTime()
  }

  return {
    // Fast path: called by each save, and usually no tenant has its own clock.
    now: tenant => own.size === 0 ? Date.now() : readTime(own.get(tenant)),
    isAdjusted: tenant => own.size > 0 && own.get(tenant) !== undefined,
    read (tenant) {
      const clock = own.get(tenant)
      return { now: readTime(clock), isFrozen: clock !== undefined && 'frozenAt' in clock, isAdjusted: clock !== undefined }
    },
    set (tenant, { now, isFrozen }) {
      own.requirePlace(tenant, mostTenants, 'a clock')
      own.set(tenant, isFrozen ? { frozenAt: now } : { aheadMs: now - Date.now() })
    },
    reset (tenant) {
      own.delete(tenant)
    },
  }
}
