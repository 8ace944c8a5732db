// Jest fakes the timers before it loads the library.
export default { transform: {}, testMatch: ['<rootDir>/*.jest.test.js'], fakeTimers: { enableGlobally: true, now: 0 } }
