// The build replaces the globals of the same names by these exports, in the sources and in bundled packages (build/build.js). A test with
// fake timers replaces the globals, and a mock that waits for a fake timer would not respond until the test advances its clock. If a test
// runner fakes the globals before it loads this file, the exports of Node's modules are usually still real, but Date is fake.
import * as timers from 'node:timers'
import * as perfHooks from 'node:perf_hooks'
import * as process from 'node:process'

export const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = timers
export const { performance } = perfHooks
export const { Date } = globalThis

const runSoon = (callback: (...args: unknown[]) => void, ...args: unknown[]) => { Promise.resolve().then(() => callback(...args)) }

/** Returns `original`, or `runSoon` if `original` is a fake of @sinonjs/fake-timers, which sets the property `clock` on its fakes. */
const unlessFaked = (original: object) => 'clock' in original ? runSoon : original

export const queueMicrotask = unlessFaked(Object(globalThis).queueMicrotask)
const nextTick = unlessFaked(process.nextTick)

export { nextTick as 'process.nextTick' }
