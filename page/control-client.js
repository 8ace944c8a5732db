// Sends requests to routes below /_mock. The route /_mock/pictures is read by `picture-client.js`.

import { createSender, json, readJson, unreadable } from './send-request.js'

/** @typedef {{ Now: string, Frozen: boolean, Adjusted: boolean }} Clock */
/** @typedef {{ Name: string, TakenAt: string, Products: number }} Snapshot */
/** @typedef {{ Method?: string, Path?: string, [criterion: string]: unknown }} FaultMatch */
/** @typedef {{ Action: string, [parameter: string]: unknown }} FaultAction */
/** @typedef {{ Match?: FaultMatch, Actions: FaultAction[], Times?: number, TimeToLiveSeconds?: number }} FaultRule */
/** @typedef {{ Id: number, Met: number, Applied: number, Preset?: string, Rule: FaultRule }} Fault */
/** @typedef {{ Name: string, Description: string, Rules: FaultRule[] }} Preset */
/**
 * @typedef {{ Headers: Record<string, string>, Body: string | null, BodyBytes: number | null, BodyKept: 'all' | 'beginning' | 'none' }} Message
 * @typedef {{ Id: number, Time: string, Method: string, Path: string, Query: string, Caller: string | null, Status: number | null,
 * Milliseconds: number, FaultId: number | null, Reason: string | null, Violations: string | null, Request: Message, Response: Message }}
 * Entry
 */
/** @typedef {ReturnType<typeof createControlClient>} ControlClient */

/** Creates a client for the control routes of a tenant. @param {string} tenant */
export function createControlClient (tenant) {
  const request = createSender(tenant)
  /**
   * @param {string} path @param {AbortSignal} [signal]
   * @param {boolean} [asked] true by default; false if no action of the user caused the request
   */
  const read = async (path, signal, asked) => readJson(await request(`/_mock/${path}`, { signal, asked }))
  /** @param {string} path @param {string} method @param {object} [body] */
  const send = (path, method, body) =>
    request(`/_mock/${path}`, { method, ...(body && { headers: json, body: JSON.stringify(body) }) })

  return {
    /** @param {AbortSignal} [signal] @param {boolean} [asked] @returns {Promise<Clock>} */
    readClock: (signal, asked) => read('clock', signal, asked),
    /** @param {{ Now?: string, Frozen?: boolean }} setting @returns {Promise<Clock>} */
    setClock: async setting => readJson(await send('clock', 'PUT', setting)),
    /** @param {string} Duration an ISO 8601 duration @returns {Promise<Clock>} */
    advanceClock: async Duration => readJson(await send('clock/advance', 'POST', { Duration })),
    /** @returns {Promise<Clock>} */
    resetClock: async () => readJson(await send('clock/reset', 'POST')),

    /** @param {AbortSignal} [signal] @returns {Promise<{ Snapshots: Snapshot[] }>} */
    listSnapshots: signal => read('snapshots', signal),
    /** @param {string} name */
    takeSnapshot: name => send(snapshot(name), 'PUT'),
    /** @param {string} name */
    restoreSnapshot: name => send(`${snapshot(name)}/restore`, 'POST'),
    /** @param {string} name */
    removeSnapshot: name => send(snapshot(name), 'DELETE'),
    resetState: () => send('reset', 'POST'),
    clearState: () => send('clear', 'POST'),

    /** @param {AbortSignal} signal @param {boolean} [asked] @returns {Promise<{ Faults: Fault[] }>} */
    listFaults: (signal, asked) => read('faults', signal, asked),
    /** @param {AbortSignal} signal @param {boolean} [asked] @returns {Promise<{ Presets: Preset[] }>} */
    listPresets: (signal, asked) => read('faults/presets', signal, asked),
    /** @param {string} name */
    addPreset: name => send(`faults/presets/${name}`, 'POST'),
    /** @param {string} rules one or several rules as JSON */
    addFaults: rules => request('/_mock/faults', { method: 'POST', headers: json, body: rules }),
    /** @param {number} id */
    removeFault: id => send(`faults/${id}`, 'DELETE'),
    clearFaults: () => send('faults', 'DELETE'),

    /** @param {URLSearchParams} filter @param {AbortSignal} signal @returns {Promise<{ Entries: Entry[], Dropped: number }>} */
    listRequests: (filter, signal) => read(`journal?${filter}`, signal),

    /**
     * Follows the journal. Resolves when the stream ends. Rejects if the request fails, the stream is interrupted or the signal is aborted.
     * @param {URLSearchParams} filter @param {AbortSignal} signal
     * @param {{ entry: (entry: Entry) => void, dropped: (count: number) => void }} on `entry` is called with each entry, and `dropped` with
     * the number of entries, matching or not, that were removed from the journal before the server could send them; it can be too high
     */
    async followRequests (filter, signal, on) {
      // fetch is used instead of EventSource, which cannot send the header Authorization.
      const { body } = await request(`/_mock/journal/stream?${filter}`, { signal })
      if (body === null) return
      let rest = ''
      const reader = body.pipeThrough(new TextDecoderStream()).getReader()
      const next = () => reader.read().catch(cause => { throw unreadable(cause) })
      for (let part = await next(); !part.done; part = await next()) {
        const events = (rest + part.value).split('\n\n')
        rest = String(events.pop())
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1]
          if (data === undefined) continue
          if (event.startsWith('event: dropped\n')) on.dropped(JSON.parse(data).Dropped)
          else on.entry(JSON.parse(data))
        }
      }
    },
    clearJournal: () => send('journal', 'DELETE'),
  }
}

/** @param {string} name */
const snapshot = name => `snapshots/${encodeURIComponent(name)}`
