// The build replaces node:timers/promises by this module. This module reads the functions when it is loaded, before a test can replace them
// by fakes. Bundled CommonJS would read the properties of node:timers/promises at each use.
import * as promises from 'timers/promises'

export const { setTimeout, setImmediate } = promises
