// Figures of the mock that are not CPU times of requests: memory, start and resets.
import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { FLAG_SETS, putRequests } from './comparisons.js'
import { load } from './load.js'
import { ROUNDS } from './rows.js'
import { bare, fromHere, mock, newPath, residentMb, start, stop } from './servers.js'
import { median } from './statistics.js'

const PUTS_BEFORE_RESIDENT = 100_000
const RESIDENT_PROCESSES = 3
const TENANTS = 64
/** Pause before resets, so that the mock can make copies of the seed for them. */
const PAUSE_MS = 300

/**
 * Paths of the executable of Node 22 and of the dist/main.js to run with it. That dist/main.js must be in a copy of the package that was
 * installed with Node 22, because the native addon of better-sqlite3 is compiled for one major version of Node.
 */
const { NODE22, NODE22_PROGRAM } = process.env

const ms = value => `${value.toFixed(1)} ms`

/**
 * The rows by name. With ONLY=reset,library in the environment, only these rows are measured. The result of `measure` has `measured`,
 * the figure as text, and also `ratio` if the figure is a ratio.
 */
export const FIGURES = {
  resident: { title: 'memory after 100,000 PUTs', limit: '105 MB', aim: '90 MB', measure: () => memory() },
  start: { title: 'CPU to the first response', limit: 1.3, aim: 1, measure: () => compareStarts() },
  ...NODE22 && {
    start22: {
      title: 'CPU to the first response on Node 22, compile cache',
      aim: 1,
      measure: () => compareStarts({ node: NODE22, program: NODE22_PROGRAM }, { NODE_COMPILE_CACHE: newPath() }),
    },
  },
  library: { title: '`createMockServer` after import', limit: '100 ms', measure: libraryStart },
  reset: { title: 'reset with a copy ready', limit: '5 ms', measure: reset },
  resets: { title: `longest wait of a request while ${TENANTS} tenants reset at once`, limit: '50 ms', measure: longestWait },
  ...Object.fromEntries(FLAG_SETS.flatMap((flags, index) => {
    const title = flags.join(' ') || 'no V8 flags'
    return [
      [`resident-flags${index}`, { title: `memory after 100,000 PUTs, ${title}`, measure: () => memory({ flags }) }],
      [`start-flags${index}`, { title: `CPU to the first response, ${title}`, measure: () => compareStarts({ flags }) }],
    ]
  })),
}

async function memory (options) {
  const processes = []
  for (let index = 0; index < Math.min(RESIDENT_PROCESSES, ROUNDS); index++) {
    const server = await start(mock(options))
    await load({ ...server, requests: PUTS_BEFORE_RESIDENT, requestText: putRequests() })
    processes.push(residentMb(server.child))
    await stop(server)
  }
  return { measured: `${Math.round(median(processes))} MB` }
}

async function compareStarts (options, env) {
  // Starts the mock once before the measurement, to fill its compile cache if it has one.
  await startCpuMs(mock(options), env)
  const pairs = []
  for (let round = 0; round < ROUNDS; round++) pairs.push([await startCpuMs(mock(options), env), await startCpuMs(bare(options))])
  const ratio = median(pairs.map(([ofMock, ofBare]) => ofMock / ofBare))
  return { ratio, measured: `${ratio.toFixed(2)} (${ms(median(pairs.map(([ofMock]) => ofMock)))})` }
}

async function startCpuMs (command, env) {
  const server = await start(command, { env })
  await stop(server)
  return server.startCpuMs
}

function libraryStart () {
  const program = `
    const { createMockServer } = await import(${JSON.stringify(fromHere('../dist/index.js'))})
    const started = performance.now()
    const mock = await createMockServer()
    console.log(performance.now() - started)
    await mock.close()`
  const run = () => Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program]))
  return { measured: ms(median(Array.from({ length: ROUNDS }, run))) }
}

const resetText = path => `POST ${path}/_mock/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n`
const healthText = () => 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

async function reset () {
  const server = await start(mock())
  const times = []
  for (let round = 0; round < ROUNDS; round++) {
    await load({ ...server, requests: 1000, requestText: putRequests() })
    await delay(PAUSE_MS)
    const { latenciesMs } = await load({ ...server, requests: 1, requestText: () => resetText('') })
    times.push(latenciesMs[0])
  }
  await stop(server)
  return { measured: `${ms(median(times))}, at most ${ms(Math.max(...times))}` }
}

async function longestWait () {
  const server = await start(mock())
  const waits = []
  for (let round = 0; round < ROUNDS; round++) {
    const requestText = putRequests()
    let turn = 0
    const tenantPath = () => `/Cust${turn++ % TENANTS}`
    await load({ ...server, requests: 10 * TENANTS, requestText: () => requestText().replace('/', `${tenantPath()}/`) })
    await delay(PAUSE_MS)
    const pending = new Set(['resets'])
    const resets = load({ ...server, requests: TENANTS, connections: TENANTS, requestText: () => resetText(tenantPath()) })
      .finally(() => pending.clear())
    let longestMs = 0
    while (pending.size > 0) {
      const { latenciesMs } = await load({ ...server, requests: 1, requestText: healthText })
      longestMs = Math.max(longestMs, latenciesMs[0])
    }
    await resets
    waits.push(longestMs)
  }
  await stop(server)
  return { measured: `${ms(median(waits))}, at most ${ms(Math.max(...waits))}` }
}
