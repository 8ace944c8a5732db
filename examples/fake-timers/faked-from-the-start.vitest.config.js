// The setup file fakes the timers before the library is loaded.
export default { test: { setupFiles: ['fake-timers/faked-from-the-start.js'] } }
