// The build replaces node:timers/promises by this module, which reads the functions when it is loaded. CommonJS code would read the
// properties of the original at each use, when they may be faked.
import * as promises from 'timers/promises'

export const { setTimeout, setImmediate } = promises
