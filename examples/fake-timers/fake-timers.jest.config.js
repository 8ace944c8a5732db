// Modules are not transformed.
export default { transform: {}, testMatch: ['<rootDir>/*.jest.test.js'] }
