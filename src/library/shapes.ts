import type { Static } from '@sinclair/typebox'
import type { SnapshotSchema } from '../carriers/tenant-counts.js'
import type { ClockSchema } from '../control/clock.js'
import type { FaultRuleSchema, FaultSchema } from '../control/faults/rule.js'
import type { SeedFileSchema } from '../storage/seed.js'

export { SnapshotSchema } from '../carriers/tenant-counts.js'
export { ClockSchema } from '../control/clock.js'
export { FaultRuleSchema, FaultSchema } from '../control/faults/rule.js'
export { SeedFileSchema as StateSchema } from '../storage/seed.js'

// Whoever uses the package has no TypeBox: the build writes the declarations of these from the schemas.
export type Snapshot = Static<typeof SnapshotSchema>
export type Clock = Static<typeof ClockSchema>
export type FaultRule = Static<typeof FaultRuleSchema>
export type Fault = Static<typeof FaultSchema>
export type State = Static<typeof SeedFileSchema>
