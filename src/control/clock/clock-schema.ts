import { Type, type Static } from '@sinclair/typebox'

/** Body of the responses about the clock. A file of its own keeps Fastify out of the declarations of the library. */
export const ClockSchema = Type.Object({
  Now: Type.String({ description: 'How late it is for the tenant, in UTC and to the millisecond.' }),
  Frozen: Type.Boolean({ description: 'Whether it stands still.' }),
  Adjusted: Type.Boolean({ description: 'Whether it is another one than the clock of the machine.' }),
}, { $id: 'Clock', description: 'The clock of a tenant.' })

/** The clock of a tenant. */
export type Clock = Static<typeof ClockSchema>
