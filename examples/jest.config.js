// Modules are not transformed. Only the tests for Jest are run.
export default { transform: {}, testMatch: ['<rootDir>/*.jest.test.js'] }
