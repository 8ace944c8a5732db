// The build replaces node:timers/promises by this module. CommonJS reads the properties of the original at each use, when they may be faked.
import * as promises from 'timers/promises'

export const { setTimeout, setImmediate } = promises
