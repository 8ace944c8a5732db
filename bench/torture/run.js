// Tests the mock under extreme conditions. MINUTES (10 by default) is the approximate time of all parts except `network` and `disk`.
// KEEP=yes writes the results to docs/reliability.md. TORTURE_SEED is the seed of the random choices in all parts except `soak`, and PARTS
// selects parts. ROUNDS limits the number of rounds of `kills` and `replicas`, and REQUESTS the number of requests of `fuzz`.
import { writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fromHere, hasEnded, mock, start, stop } from '../servers.js'
import { clusterObstacle } from './cluster.js'
import { cutOff } from './cut-off.js'
import { fullDisk } from './full-disk.js'
import { fuzz } from './fuzz.js'
import { killRounds } from './kill-rounds.js'
import { writePage, writeTable } from './page.js'
import { replicaRounds, countWrongs } from './replica-rounds.js'
import { slowClients } from './slow-clients.js'
import { soak } from './soak.js'

const MINUTE_MS = 60_000
const minutes = Number(process.env.MINUTES ?? 10)
const seed = Number(process.env.TORTURE_SEED ?? Date.now() % 2 ** 31)
const rounds = Number(process.env.ROUNDS ?? Infinity)
const requests = Number(process.env.REQUESTS ?? Infinity)

/**
 * The fraction of MINUTES for each part. If PARTS selects parts, these share all of MINUTES in proportion to their fractions. A part with 0
 * does each of its steps once, and MINUTES does not limit its time.
 */
const SHARES = { kills: 0.3, replicas: 0.25, network: 0, fuzz: 0.25, soak: 0.15, slow: 0.05, disk: 0 }

/** Minimum of MINUTES for the part `network`. This part takes more than a minute, in addition to the time of the other parts. */
const MINUTES_FOR_NETWORK = 5

const parts = process.env.PARTS?.split(',') ?? Object.keys(SHARES)
const unknown = parts.filter(part => !(part in SHARES))
if (unknown.length > 0) throw new Error(`Unknown part ${unknown}. Supported: ${Object.keys(SHARES)}.`)
const wholeShare = parts.reduce((sum, part) => sum + SHARES[part], 0)

/** Runs a part and returns its result, or undefined if the part is not selected. `work` is called with the time at which it should end. */
async function run (part, work) {
  if (!parts.includes(part)) return undefined
  const result = await work(Date.now() + minutes * MINUTE_MS * SHARES[part] / (wholeShare || 1))
  console.error(typeof result === 'string' ? `${part}: skipped, because ${result}` : `${part}: done`)
  return result
}

const SETTINGS = ['--auth', 'off', '--log-level', 'silent']

const LAG_INTERVAL_MS = 2000

/**
 * Runs `work` with a new server. Returns the result of `work`, the longest measured delay of the server's event loop in ms, and `crashes`:
 * 1 if the server has ended, and 0 otherwise.
 */
async function withServer (work) {
  const server = await start(mock({ settings: SETTINGS }), { isPinned: false })
  const done = new AbortController()
  let longestMs = 0
  const watching = (async () => {
    while (!done.signal.aborted) {
      await delay(LAG_INTERVAL_MS)
      const text = await fetch(`http://127.0.0.1:${server.port}/_mock/metrics`).then(answer => answer.text(), () => '')
      longestMs = Math.max(longestMs, Number(/^nodejs_eventloop_lag_max_seconds ([\d.e-]+)$/m.exec(text)?.[1] ?? 0) * 1000)
    }
  })()
  const result = await work(server)
  done.abort()
  await watching
  const isEnded = hasEnded(server.child)
  if (!isEnded) await stop(server)
  return { ...result, longestMs, crashes: isEnded ? 1 : 0 }
}

console.error(`Seed ${seed}, ${minutes} minutes.`)
const kills = await run('kills', endsAt => killRounds({ seed, endsAt, rounds }))
const replicas = await run('replicas', endsAt => clusterObstacle() ?? replicaRounds({ seed, endsAt, rounds }))
const network = await run('network', async endsAt => {
  if (minutes < MINUTES_FOR_NETWORK) return `it takes longer than MINUTES=${minutes} allows`
  return clusterObstacle() ?? cutOff({ seed, endsAt })
})
const fuzzed = await run('fuzz', endsAt => withServer(({ port }) => fuzz({ port, seed, endsAt, requests })))
const soaked = await run('soak', endsAt => withServer(server => soak({ server, endsAt })))
const slow = await run('slow', endsAt => withServer(({ port }) => slowClients({ port, endsAt })))
const disk = await run('disk', async () => await fullDisk() ?? 'no disk could be mounted')

const table = writeTable({ kills, replicas, network, fuzzed, soaked, slow, disk })
console.log(table)
for (const failure of [kills, replicas, network, fuzzed].flatMap(part => part?.failures?.slice(0, 20) ?? [])) console.log(failure)

if (process.env.KEEP === 'yes') {
  const settings = Object.entries({ MINUTES: minutes, TORTURE_SEED: seed, PARTS: process.env.PARTS ?? Infinity, ROUNDS: rounds, REQUESTS: requests })
    .filter(([, value]) => value !== Infinity).map(([name, value]) => `${name}=${value}`).join(' ')
  writeFileSync(fromHere('../docs/reliability.md'), writePage(settings, table))
}

const wrong = [kills?.lost, kills?.damaged, ...[replicas, network].filter(counts => counts?.rounds !== undefined).map(countWrongs),
  fuzzed?.serverErrors, fuzzed?.broken, fuzzed?.crashes, soaked?.crashes, slow?.crashes]
process.exit(wrong.some(count => count > 0) ? 1 : 0)
