import type { FastifyInstance } from 'fastify'
import { formatInstant } from '../carriers/date-time.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The current time of the tenant's clock in stored form: `2008-01-30T08:40:59` in UTC. The getter reads the clock each time. */
    readonly now: string
  }
}

export interface ClockReader {
  /** Returns the current time of a tenant's clock in milliseconds since 1970. */
  now (tenant: string): number
  /** True if the tenant has its own clock. */
  isAdjusted (tenant: string): boolean
}

/** Adds `request.now`. */
export function addClock (app: FastifyInstance, clock: ClockReader): void {
  app.decorateRequest('now', {
    getter () { return formatInstant(clock.now(this.tenant)) },
  })
}
