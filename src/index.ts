export { connectMock, type MockConnection } from './library/connect-mock.js'
export type {
  Inject, MockClock, MockControl, MockFaults, MockJournal, MockRights, MockServer, MockSnapshots, MockTenant, ResetOptions,
  UnmatchedOptions,
} from './library/handle.js'
export { MockError } from './library/mock-error.js'
export { createMockServer } from './library/mock-server.js'
export type { MockServerSettings } from './library/settings.js'
export { VerificationError } from './library/verification-error.js'
export type {
  Clock, Fault, FaultAction, FaultRule, FaultStatus, FieldMask, Har, JournalEntry, JournalQuery, ListedRightsRule, PresetName, PresetRequest, RightsRule, Snapshot, State, TableMask,
  TenantCounts, UsersFile, Verification, VerificationResult,
} from './library/shapes.js'
