// Timers are faked before the library is loaded.
export default { transform: {}, testMatch: ['<rootDir>/*.jest.test.js'], fakeTimers: { enableGlobally: true, now: 0 } }
