import type { FastifyInstance } from 'fastify'
import { formatInstant } from '../carriers/date-time.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The time of the request by the clock of the tenant, in stored form. */
    readonly now: string
  }
}

export interface ClockReader {
  /** Returns the time of a tenant in milliseconds since 1970. */
  now (tenant: string): number
  /** True if the clock of the tenant differs from that of the machine. */
  isAdjusted (tenant: string): boolean
}

/** Adds `request.now`. */
export function addClock (app: FastifyInstance, clock: ClockReader): void {
  app.decorateRequest('now', {
    getter () { return formatInstant(clock.now(this.tenant)) },
  })
}
