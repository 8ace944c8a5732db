// The modules are as Node loads them, and the tests are those of Jest.
export default { transform: {}, testMatch: ['<rootDir>/*.jest.test.js'] }
