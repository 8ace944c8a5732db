// The ES modules are not transformed, because Node can load them. Only the tests for Jest are run.
export default { transform: {}, testMatch: ['<rootDir>/*.jest.test.js'] }
