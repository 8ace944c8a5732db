// The build replaces node:timers/promises by this module. This module imports the original by its name without `node:`, and reads the
// functions when it is loaded, so a test that replaces them by fakes later does not affect the mock. Bundled CommonJS would read the
// properties of node:timers/promises at each use.
import * as promises from 'timers/promises'

export const { setTimeout, setImmediate } = promises
