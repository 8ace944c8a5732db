import { Type, type Static } from '@sinclair/typebox'

/**
 * Schema of responses about the clock. This file must not import Fastify: the type declarations of the library contain the types of this
 * file, and users of the library need not install Fastify.
 */
export const ClockSchema = Type.Object({
  Now: Type.String({ description: 'The current time of the tenant, in UTC with milliseconds.' }),
  Frozen: Type.Boolean({ description: 'True if the clock is stopped.' }),
  Adjusted: Type.Boolean({ description: 'True if the tenant has its own clock instead of the clock of the machine.' }),
}, { $id: 'Clock', description: 'The clock of a tenant.' })

/** The state of a tenant's clock, as in responses. */
export type Clock = Static<typeof ClockSchema>
