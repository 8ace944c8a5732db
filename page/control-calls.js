// The calls that do something to the mock itself.

import { call, json } from './call.js'

/** @typedef {{ Now: string, Frozen: boolean, Adjusted: boolean }} Clock */
/** @typedef {{ Name: string, TakenAt: string, Products: number }} Snapshot */

/** @param {string} path @param {RequestInit} [init] */
const read = async (path, init) => (await call(`/_mock/${path}`, init)).json()
/** @param {string} path @param {string} method @param {object} [body] */
const send = (path, method, body) =>
  call(`/_mock/${path}`, { method, ...(body && { headers: json, body: JSON.stringify(body) }) })

/** @param {AbortSignal} [signal] @returns {Promise<Clock>} */
export const readClock = signal => read('clock', { signal })

/** @param {{ Now?: string, Frozen?: boolean }} setting @returns {Promise<Clock>} */
export const setClock = async setting => (await send('clock', 'PUT', setting)).json()

/** @param {string} Duration of ISO 8601 @returns {Promise<Clock>} */
export const advanceClock = async Duration => (await send('clock/advance', 'POST', { Duration })).json()

/** @returns {Promise<Clock>} */
export const resetClock = async () => (await send('clock/reset', 'POST')).json()

/** @param {AbortSignal} [signal] @returns {Promise<{ Snapshots: Snapshot[] }>} */
export const listSnapshots = signal => read('snapshots', { signal })

/** @param {string} name */
const snapshot = name => `snapshots/${encodeURIComponent(name)}`

/** @param {string} name */
export const takeSnapshot = name => send(snapshot(name), 'PUT')

/** @param {string} name */
export const restoreSnapshot = name => send(`${snapshot(name)}/restore`, 'POST')

/** @param {string} name */
export const removeSnapshot = name => send(snapshot(name), 'DELETE')

export const resetState = () => send('reset', 'POST')
export const clearState = () => send('clear', 'POST')
