// The modules are as Node loads them.
export default { transform: {}, testMatch: ['<rootDir>/*.jest.test.js'] }
