export { SuperOfficeMockContainer } from './mock-container.js'
export { StartedSuperOfficeMockContainer } from './started-mock-container.js'
