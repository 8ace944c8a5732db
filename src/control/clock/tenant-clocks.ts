import { withinCalendar } from '../../carriers/date-time.js'
import type { ClockReader } from '../../context/clock.js'
import type { ControlStore } from '../../storage/control-store.js'

interface ClockReading {
  /** In milliseconds since 1970. */
  readonly now: number
  readonly isFrozen: boolean
  /** True if the tenant has its own clock, false if it has the clock of the machine. */
  readonly isAdjusted: boolean
}

/**
 * The clocks of all tenants. A tenant without its own clock has the clock of the machine. In this file, the clock of the machine is
 * `control.now()`, which with PostgreSQL follows the clock of the database server.
 */
export interface TenantClocks extends ClockReader {
  read (tenant: string): ClockReading
  /**
   * Sets the clock of a tenant to the result of `revise`, which can be called more than once. If the result is undefined, the clock is not
   * changed.
   * @throws the errors of `revise` and of `TenantDocuments.change`
   */
  change (tenant: string, revise: (clock: ClockReading) => Pick<ClockReading, 'now' | 'isFrozen'> | undefined): void | Promise<void>
  /** Removes a tenant's own clock. The tenant then has the clock of the machine. */
  reset (tenant: string): void | Promise<void>
}

/**
 * A clock that is frozen at a time in milliseconds since 1970, or that runs `aheadMs` milliseconds ahead of the clock of the machine. A
 * negative `aheadMs` means an earlier time.
 */
type OwnClock = { readonly frozenAt: number } | { readonly aheadMs: number }

/** Creates the clocks of all tenants. `mostTenants` limits the number of tenants with their own clock. */
export function createTenantClocks (control: ControlStore, mostTenants: number): TenantClocks {
  const own = control.documents<OwnClock>('clock', { mostTenants, noun: 'clock' })

  function readTime (clock: OwnClock | undefined): number {
    if (clock === undefined) return control.now()
    // A running clock that reaches the end of the year 9999 stops there.
    return 'frozenAt' in clock ? clock.frozenAt : withinCalendar(control.now() + clock.aheadMs).getTime()
  }

  const readOwnClock = (clock: OwnClock | undefined): ClockReading =>
    ({ now: readTime(clock), isFrozen: clock !== undefined && 'frozenAt' in clock, isAdjusted: clock !== undefined })

  return {
    // `now` must be fast, because it is called for each request that the journal records. Usually, no tenant has its own clock.
    now: tenant => own.size === 0 ? control.now() : readTime(own.of(tenant)),
    isAdjusted: tenant => own.size > 0 && own.of(tenant) !== undefined,
    read: tenant => readOwnClock(own.of(tenant)),
    change: (tenant, revise) => own.change(tenant, current => {
      const revised = revise(readOwnClock(current))
      if (revised === undefined) return current
      return revised.isFrozen ? { frozenAt: revised.now } : { aheadMs: revised.now - control.now() }
    }),
    reset: tenant => own.change(tenant, () => undefined),
  }
}
