export type { Inject, MockServer, MockTenant } from './library/handle.js'
export { createMockServer } from './library/mock-server.js'
export type { MockServerSettings } from './library/settings.js'
