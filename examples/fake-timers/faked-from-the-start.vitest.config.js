// Timers are faked before the library is loaded.
export default { test: { setupFiles: ['fake-timers/faked-from-the-start.js'] } }
