// The ES modules are not transformed, because Node can load them.
export default { transform: {}, testMatch: ['<rootDir>/*.jest.test.js'] }
