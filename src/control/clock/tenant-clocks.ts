import { withinCalendar } from '../../carriers/date-time.js'
import type { Clock } from '../../context/clock.js'
import { TenantMap } from '../rules/tenant-map.js'

export interface ClockReading {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly isFrozen: boolean
  /** Whether it is another clock than that of the machine. */
  readonly isAdjusted: boolean
}

/** The clocks of tenants: that of the machine, until a tenant has its own. */
export interface TenantClocks extends Clock {
  read (tenant: string): ClockReading
  /** Gives the tenant a clock of its own. */
  set (tenant: string, clock: Pick<ClockReading, 'now' | 'isFrozen'>): void
  /** Takes the tenant's own clock from it. */
  reset (tenant: string): void
}

/** A clock that stands at an instant, or one that is so many milliseconds before that of the machine. */
type OwnClock = { readonly frozenAt: number } | { readonly aheadMs: number }

export function createTenantClocks (): TenantClocks {
  const own = new TenantMap<OwnClock>()

  function timeOf (clock: OwnClock | undefined): number {
    if (clock === undefined) return Date.now()
    // One that runs to the end of the year 9999 stays there.
    return 'frozenAt' in clock ? clock.frozenAt : withinCalendar(Date.now() + clock.aheadMs).getTime()
  }

  return {
    // Each save asks it, and as a rule no tenant has a clock of its own.
    now: tenant => own.size === 0 ? Date.now() : timeOf(own.get(tenant)),
    read (tenant) {
      const clock = own.get(tenant)
      return { now: timeOf(clock), isFrozen: clock !== undefined && 'frozenAt' in clock, isAdjusted: clock !== undefined }
    },
    set (tenant, { now, isFrozen }) {
      own.set(tenant, isFrozen ? { frozenAt: now } : { aheadMs: now - Date.now() })
    },
    reset (tenant) {
      own.delete(tenant)
    },
  }
}
