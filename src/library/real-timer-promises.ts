// The build lets this stand for node:timers/promises. Fake timers replace the properties of that module, which CommonJS reads with each use.
import * as promises from 'timers/promises'

export const { setTimeout, setImmediate } = promises
