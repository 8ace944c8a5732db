import type { FastifyInstance } from 'fastify'
import { instantOf } from '../carriers/date-time.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The present instant for the tenant of the call, as instants are kept. */
    readonly now: string
  }
}

/** What knows how late it is. */
export interface Clock {
  /** Milliseconds since 1970, for a tenant. */
  now (tenant: string): number
}

/** The clock of the machine. */
export const MACHINE_CLOCK: Clock = { now: () => Date.now() }

/** Lets requests ask a clock how late it is. */
export function addClock (app: FastifyInstance, clock: Clock): void {
  app.decorateRequest('now', {
    getter () { return instantOf(clock.now(this.tenant)) },
  })
}
