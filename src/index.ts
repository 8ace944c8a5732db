export { connectMock, type MockConnection } from './library/connect-mock.js'
export type { Inject, MockClock, MockControl, MockFaults, MockRights, MockServer, MockSnapshots, MockTenant } from './library/handle.js'
export { MockError } from './library/mock-error.js'
export { createMockServer } from './library/mock-server.js'
export type { MockServerSettings } from './library/settings.js'
export type {
  Clock, Fault, FaultRule, ListedRightsRule, PresetName, PresetRequest, RightsRule, Snapshot, State,
} from './library/shapes.js'
