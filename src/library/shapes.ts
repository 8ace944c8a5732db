// Whoever uses the package has no TypeBox: the build writes the declarations of this file from the schemas.
import type { Static } from '@sinclair/typebox'
import type { SnapshotSchema } from '../carriers/tenant-counts.js'
import type { ClockSchema } from '../control/clock.js'

export { SnapshotSchema } from '../carriers/tenant-counts.js'
export { ClockSchema } from '../control/clock.js'
export { FaultRuleSchema, FaultSchema, type Fault, type FaultRule } from '../control/faults/rule.js'
export { StateSchema, type State } from '../storage/seed-schema.js'

export type Snapshot = Static<typeof SnapshotSchema>
export type Clock = Static<typeof ClockSchema>
