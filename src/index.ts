export { createMockServer, type MockServer, type MockTenant } from './library/mock-server.js'
export type { Inject } from './library/inject.js'
export type { MockServerSettings } from './library/settings.js'
