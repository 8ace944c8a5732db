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

/** @typedef {{ Method?: string, Path?: string, [criterion: string]: unknown }} FaultMatch */
/** @typedef {{ Action: string, [parameter: string]: unknown }} FaultAction */
/** @typedef {{ Match?: FaultMatch, Actions: FaultAction[], Times?: number, TimeToLiveSeconds?: number }} FaultRule */
/** @typedef {{ Id: number, Met: number, Applied: number, Preset?: string, Rule: FaultRule }} Fault */
/** @typedef {{ Name: string, Description: string }} Preset */

/** @param {AbortSignal} [signal] @returns {Promise<{ Faults: Fault[] }>} */
export const listFaults = signal => read('faults', { signal })

/** @param {AbortSignal} [signal] @returns {Promise<{ Presets: Preset[] }>} */
export const listPresets = signal => read('faults/presets', { signal })

/** @param {string} name */
export const addPreset = name => send(`faults/presets/${name}`, 'POST')

/** @param {number} id */
export const removeFault = id => send(`faults/${id}`, 'DELETE')

export const clearFaults = () => send('faults', 'DELETE')

/**
 * @typedef {{ Headers: Record<string, string>, Body: string | null, BodyBytes: number | null, BodyKept: 'all' | 'beginning' | 'none' }} Message
 * @typedef {{ Id: number, Time: string, Method: string, Path: string, Query: string, Caller: string | null, Status: number | null,
 *   Milliseconds: number, FaultId: number | null, Reason: string | null, Request: Message, Response: Message }} Entry
 */

/** @param {URLSearchParams} filter @param {AbortSignal} signal @returns {Promise<{ Entries: Entry[], Dropped: number }>} */
export const listCalls = (filter, signal) => read(`journal?${filter}`, { signal })

/**
 * Hears of each call as it is answered, until the signal says so or the stream ends.
 * @param {URLSearchParams} filter @param {AbortSignal} signal
 * @param {{ call: (entry: Entry) => void, dropped: (calls: number) => void }} hear `dropped` is how many were too many to be told
 */
export async function followCalls (filter, signal, hear) {
  // An EventSource could not send the token.
  const { body } = await call(`/_mock/journal/stream?${filter}`, { signal })
  if (body === null) return
  let rest = ''
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (rest + part.value).split('\n\n')
    rest = String(events.pop())
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1]
      if (data === undefined) continue
      if (event.startsWith('event: dropped\n')) hear.dropped(JSON.parse(data).Dropped)
      else hear.call(JSON.parse(data))
    }
  }
}

export const clearJournal = () => send('journal', 'DELETE')
