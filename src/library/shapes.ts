// The build writes the declarations of this file from the schemas, because users of the package do not have TypeBox.
import type { Static } from '@sinclair/typebox'
import { Words } from '../carriers/scalars.js'
import type { ClockSchema } from '../control/clock/clock.js'
import { PRESET_NAMES, type PresetRequestSchema } from '../control/faults/presets.js'

export { SnapshotSchema, TenantCountsSchema, type Snapshot, type TenantCounts } from '../carriers/tenant-counts.js'
export { ClockSchema } from '../control/clock/clock.js'
export { PresetRequestSchema } from '../control/faults/presets.js'
export { FaultRuleSchema, FaultSchema, type Fault, type FaultRule } from '../control/faults/rule.js'
export { JournalEntrySchema, type JournalEntry } from '../control/journal/entry.js'
export { JournalQuerySchema, type JournalQuery } from '../control/journal/query.js'
export { VerificationResultSchema, VerificationSchema, type Verification, type VerificationResult } from '../control/journal/verification.js'
export { ListedRightsRuleSchema, RightsRuleSchema, type ListedRightsRule, type RightsRule } from '../control/rights/rule.js'
export { UsersFileSchema, type UsersFile } from '../config/users.js'
export { StateSchema, type State } from '../storage/seed-schema.js'

export const PresetNameSchema = Words(PRESET_NAMES, { description: 'The name of a preset.' })

export type Clock = Static<typeof ClockSchema>
export type PresetName = Static<typeof PresetNameSchema>
export type PresetRequest = Static<typeof PresetRequestSchema>
